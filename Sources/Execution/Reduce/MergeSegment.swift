import Model
import Records

/// A sorted segment as a reduce attempt reads it: of a map task's output, or of what the attempt
/// itself has merged.
struct MergeSegment {
  let stream: BlockStreamName
  /// Where it begins in its stream, in bytes.
  let offset: Int
  let length: Int
  let records: Int

  /// The map attempt that wrote it; nil for what the reduce attempt has merged.
  var owner: MapOutputID? {
    guard case .mapOutput(_, let task, let attempt) = stream.content else { return nil }
    return MapOutputID(task: task, attempt: attempt)
  }

  /// Where it lies in the store.
  var blocks: StoredBlocks {
    let capacity = BlockLayout.payloadCapacity
    return StoredBlocks(stream, offset / capacity..<(offset + length - 1) / capacity + 1)
  }

  /// Whether blocks are held while it is merged, and not a copy of its bytes.
  var isLong: Bool { blocks.numbers.count > 1 }

  /// What it takes while it is merged, in bytes: the block at hand and the next one, and a record
  /// that reaches from block to block; or all of it.
  var memory: Int {
    let reader = 1024
    if !isLong { return length + reader }
    return 2 * BlockLayout.blockSize + max(length / max(1, records), 4096) + reader
  }
}
