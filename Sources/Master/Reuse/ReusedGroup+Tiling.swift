import Model

extension ReusedGroup {
  /// Whether tasks read all chunks of a group, each share of them once, and files without a gap.
  /// - Parameter tasks: as they are counted within the group.
  static func isTiled(by tasks: [MapTask]) -> Bool {
    var tiling = Tiling()
    return tasks.enumerated().allSatisfy { index, task in
      task.index == index && task.inputs.allSatisfy { tiling.add($0) }
    } && tiling.isComplete
  }
}

/// How far the chunks of a group are read.
private struct Tiling {
  private var chunk: Chunk?
  /// The next share of the chunk.
  private var share = 0
  private var end = (file: -1, offset: 0)

  var isComplete: Bool { chunk.map { share == $0.shares } ?? true }

  /// - Returns: whether it follows what was added before.
  mutating func add(_ input: ChunkShare) -> Bool {
    if isComplete, !begin(input.chunk) { return false }
    guard input.chunk == chunk, input.share == share else { return false }
    share += 1
    return true
  }

  private mutating func begin(_ next: Chunk) -> Bool {
    let block = chunk.map { $0.firstBlock + $0.blockCount } ?? 0
    guard next.number == (chunk?.number ?? -1) + 1, next.firstBlock == block, next.generation == 0,
      next.spans.allSatisfy({ follows($0) })
    else { return false }
    chunk = next
    share = 0
    return true
  }

  private mutating func follows(_ span: Span) -> Bool {
    guard span.file == end.file ? span.offset == end.offset : span.offset == 0,
      span.file >= end.file
    else { return false }
    end = (span.file, span.offset + span.length)
    return true
  }
}
