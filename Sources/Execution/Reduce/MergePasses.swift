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
  private let keyType: ValueType
  private let key: (_ block: Int) -> String
  private var segments: [MergeSegment]
  /// Blocks that were stored here.
  private var blocks = 0
  private var queue: SegmentQueue?
  /// Records at a time between looks at whether the attempt is still wanted.
  private static let stride = 4096

  /// - Parameters:
  ///   - memoryLimit: For pieces of segments, in bytes.
  ///   - key: Of a block that the attempt stores.
  init(
    _ segments: [MergeSegment], keyType: ValueType, store: any BlockStore,
    monitor: AttemptMonitor, memoryLimit: Int, key: @escaping (_ block: Int) -> String
  ) {
    self.segments = segments
    self.keyType = keyType
    self.store = store
    self.monitor = monitor
    self.memoryLimit = memoryLimit
    self.key = key
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
    if blocks > 0 { try? store.connect().delete((0..<blocks).map(key)) }
  }

  private func memory(of segments: some Sequence<MergeSegment>) -> Int {
    segments.reduce(0) { $0 + $1.memory }
  }

  private func open(_ segments: [MergeSegment], _ comparator: KeyComparator?) -> RunMerger {
    queue?.close()
    let queue = SegmentQueue(segments, store: store)
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
    let storer = BlockStorer(store: store, cancellation: monitor.cancellation)
    let firstBlock = blocks
    let sink = StoreSink(storer) { [key] in key(firstBlock + $0) }
    let writer = RunWriter(sink: sink)
    var merged: [MergeSegment] = []
    var rest = segments[...]
    var needed = memory(of: segments)
    defer { blocks = firstBlock + sink.blocks }
    while needed > memoryLimit, rest.count > 1 {
      var room = memoryLimit
      let group = rest.prefix { segment in
        room -= segment.memory
        return room >= 0
      }
      guard group.count > 1 else {
        // Memory does not hold it together with its neighbour: it stays as it is.
        merged.append(rest.removeFirst())
        continue
      }
      rest.removeFirst(group.count)
      let segment = try merge(Array(group), to: writer, firstBlock, comparator)
      merged.append(segment)
      needed += segment.memory - memory(of: group)
    }
    try checked { try writer.finish() }
    merged += rest
    guard merged.count < segments.count else {
      throw MRError(
        .invalidArgument, "a worker's memory does not hold two segments at once",
        remedy: "Give workers more with --worker-memory.")
    }
    segments = merged
  }

  private func merge(
    _ group: [MergeSegment], to writer: RunWriter, _ firstBlock: Int, _ comparator: KeyComparator?
  ) throws(MRError) -> MergeSegment {
    let start = writer.bytes
    let merger = open(group, comparator)
    while try checked({ try merger.copy(Self.stride, to: writer) }) > 0 {
      try monitor.checkCancellation()
      monitor.showLife()
    }
    return MergeSegment(
      offset: start, length: writer.bytes - start, records: merger.recordsRead, owner: nil,
      key: { [key] in key(firstBlock + $0) })
  }

  private func checked<Result>(_ body: () throws -> Result) throws(MRError) -> Result {
    do { return try body() } catch {
      throw MRError(explained(error), .internal, "cannot merge the segments of the partition")
    }
  }
}
