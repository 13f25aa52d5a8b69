import Model

/// Gathers chunks into map tasks while input streams in: small tasks at first, so that all mappers
/// begin early; large ones while much is left, so that combining pays; small ones near the end, so
/// that all mappers end together.
struct TaskCutter {
  private let files: [InputFile]
  /// The size of all input in bytes.
  private let total: Int
  private let mappers: Int
  private var inputs: [ChunkShare] = []
  private var size = 0
  private var spans = 0
  private(set) var nextIndex = 0
  /// The size of the largest task in bytes.
  private let largest: Int
  /// The size of every task in bytes, but for the last; nil where that depends on how much is left.
  private let fixed: Int?
  private static let smallest = 8 << 20
  /// Keeps a task's description far below the limit of a message.
  private static let spanLimit = 16_384

  /// - Parameters:
  ///   - window: How much may be loaded ahead of mapping, in bytes. A task is a part of it, so that
  ///     loading never waits for a task that it has not announced yet.
  ///   - most: Of a task, in bytes; what comes in one piece, as a chunk or a share of it does, is
  ///     never divided.
  ///   - isFixed: Whether all tasks are of the same size, whatever the rest of the input is.
  init(
    files: [InputFile], mappers: Int, window: Int, most: Int = JobSpec.mostTaskBytes,
    isFixed: Bool = false
  ) {
    self.files = files
    largest = min(most, window / (max(1, mappers) + 1))
    fixed = isFixed ? min(FileGroups.mostBytes, largest) : nil
    self.mappers = max(1, mappers)
    total = files.lazy.map(\.size).saturatedSum()
  }

  /// Takes a chunk in.
  /// - Parameter position: Bytes of the files that have been read, as they lie on disk.
  /// - Returns: Tasks that are complete now.
  mutating func add(_ chunk: Chunk, position: Int) -> [MapTask] {
    var tasks: [MapTask] = []
    let shares = max(1, chunk.shares)
    for share in 0..<shares {
      inputs.append(ChunkShare(chunk: chunk, share: share))
      size += chunk.length / shares
      spans += chunk.spans.count
      let rest = chunk.length / shares * (shares - 1 - share)
      if size >= target(position - rest, before: position - size) || spans >= Self.spanLimit {
        tasks += finish()
      }
    }
    // All of a chunk stays in the store until its last share is mapped. A large one might fill the
    // window, and nothing would follow that completes the task of that share.
    if chunk.shares > 1, chunk.length > largest { tasks += finish() }
    return tasks
  }

  /// The numbers that tell how a file is cut into tasks of a fixed size.
  var cut: [Int] { [fixed ?? 0, largest] }

  /// Tasks of files that need not be read. No chunk may be at hand.
  mutating func pass(tasks: Int) { nextIndex += tasks }

  /// The last task, if chunks are left.
  mutating func finish() -> [MapTask] {
    guard !inputs.isEmpty else { return [] }
    var named: [Int: InputFile] = [:]
    for input in inputs {
      for span in input.chunk.spans { named[span.file] = files[span.file] }
    }
    defer {
      inputs = []
      size = 0
      spans = 0
      nextIndex += 1
    }
    return [MapTask(index: nextIndex, inputs: inputs, files: named)]
  }

  /// - Parameters:
  ///   - position: Where in the input the task would end, in bytes.
  ///   - before: How much of the input had been read when the task began, in bytes.
  private func target(_ position: Int, before: Int) -> Int {
    if let fixed { return fixed }
    let rest = (total - position) / (2 * mappers)
    let least = min(Self.smallest, total / (8 * mappers))
    return min(largest, max(min(2 * max(0, before) / mappers, rest), least))
  }
}
