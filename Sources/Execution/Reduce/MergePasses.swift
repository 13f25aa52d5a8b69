import Blocks
import BlockStore
import Model
import Records

/// The sorted segments of a reduce task, on their way to be merged into one sequence. When there
/// are more of them than memory has room for, neighbours are first merged into longer segments,
/// which go through the store. Neighbours only: values of a key keep the order of the input.
final class MergePasses {
  private let store: any BlockStore
  private let monitor: AttemptMonitor
  private let memoryLimit: Int
  private let recent: RecentBlocks?
  private let keyType: ValueType
  private var segments: [MergeSegment]
  /// What was merged, which nobody else reads.
  private let merged: BlockStreamWriter
  private var queue: SegmentQueue?
  /// Records at a time between looks at whether the attempt is still wanted.
  private static let stride = 4096

  /// - Parameters:
  ///   - memoryLimit: For pieces of segments, in bytes.
  ///   - merged: The name for what the attempt merges.
  ///   - recent: The blocks that this process keeps, if it keeps any.
  init(
    _ segments: [MergeSegment], keyType: ValueType, store: any BlockStore,
    monitor: AttemptMonitor, memoryLimit: Int, merged: BlockStreamName,
    recent: RecentBlocks? = nil
  ) {
    self.recent = recent
    self.segments = segments
    self.keyType = keyType
    self.store = store
    self.monitor = monitor
    self.memoryLimit = memoryLimit
    self.merged = BlockStreamWriter(merged, store: store, cancellation: monitor.cancellation)
  }

  /// Map attempts of which a block was found missing or damaged.
  var lost: [MapOutputID] { queue?.lost ?? [] }

  /// All records in order, after as many passes as that takes.
  func merger(comparator: KeyComparator?) throws(MRError) -> RunMerger {
    while memory(of: segments) > memoryLimit { try pass(comparator) }
    return open(segments, comparator)
  }

  /// What the merge threw.
  func explained(_ error: any Error) -> any Error {
    guard case RecordError.corruptSegment(let index, let reason)? = error as? RecordError,
      let reader = queue?.readers[index]
    else { return error }
    return reader.isCorrupt(reason)
  }

  /// Ends what fetches, and deletes what was stored.
  func close() {
    queue?.close()
    merged.discard()
  }

  private func memory(of segments: some Sequence<MergeSegment>) -> Int {
    segments.reduce(0) { $0 + $1.memory }
  }

  private func open(_ segments: [MergeSegment], _ comparator: KeyComparator?) -> RunMerger {
    queue?.close()
    let queue = SegmentQueue(segments, store: store, recent: recent)
    self.queue = queue
    return RunMerger(
      segments: zip(segments, queue.readers).map { segment, reader in
        RunMerger.Input(source: reader, length: segment.length, records: segment.records)
      },
      keyType: keyType, comparator: comparator)
  }

  /// Goes through the segments once and merges as many neighbours at a time as memory allows, until
  /// the rest can stay as it is.
  private func pass(_ comparator: KeyComparator?) throws(MRError) {
    let start = merged.next * BlockLayout.payloadCapacity
    let writer = RunWriter(sink: merged)
    var passed: [MergeSegment] = []
    var rest = segments[...]
    var needed = memory(of: segments)
    while needed > memoryLimit, rest.count > 1 {
      var room = memoryLimit
      let group = rest.prefix { segment in
        room -= segment.memory
        return room >= 0
      }
      guard group.count > 1 else {
        // Memory does not hold it together with its neighbour: it stays as it is.
        passed.append(rest.removeFirst())
        continue
      }
      rest.removeFirst(group.count)
      let segment = try merge(Array(group), to: writer, from: start, comparator)
      passed.append(segment)
      needed += segment.memory - memory(of: group)
    }
    try checked { try writer.finish() }
    passed += rest
    guard passed.count < segments.count else {
      throw MRError(
        .invalidArgument, "a worker's memory does not hold two segments at once",
        remedy: "Give workers more with --worker-memory.")
    }
    segments = passed
  }

  /// - Parameter start: Where the writer began in the stream of what was merged, in bytes.
  private func merge(
    _ group: [MergeSegment], to writer: RunWriter, from start: Int, _ comparator: KeyComparator?
  ) throws(MRError) -> MergeSegment {
    let offset = writer.bytes
    let merger = open(group, comparator)
    while try checked({ try merger.copy(Self.stride, to: writer) }) > 0 {
      try monitor.checkCancellation()
      monitor.showLife()
    }
    return MergeSegment(
      stream: merged.name, offset: start + offset, length: writer.bytes - offset,
      records: merger.recordsRead)
  }

  private func checked<Result>(_ body: () throws -> Result) throws(MRError) -> Result {
    do { return try body() } catch {
      throw MRError(explained(error), .internal, "cannot merge the segments of the partition")
    }
  }
}
