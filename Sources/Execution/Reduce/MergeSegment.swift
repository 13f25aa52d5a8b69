import Model
import Records

/// A sorted segment as a reduce attempt reads it: of a map task's output, or of what the attempt
/// itself has merged.
struct MergeSegment {
  /// Where it lies in its stream of blocks, in bytes.
  let offset: Int
  let length: Int
  let records: Int
  /// Whose output it is; nil for the attempt's own.
  let owner: MapOutputID?
  /// The key of a block of its stream.
  let key: (_ block: Int) -> String

  /// The blocks of the stream that it lies in.
  var blocks: ClosedRange<Int> {
    offset / BlockLayout.payloadCapacity...(offset + length - 1) / BlockLayout.payloadCapacity
  }

  /// Whether blocks are held while it is merged, and not a copy of its bytes.
  var isLong: Bool { blocks.count > 1 }

  /// What it takes while it is merged, in bytes: the block at hand and the next one, and a record
  /// that reaches from block to block; or all of it.
  var memory: Int {
    let reader = 1024
    if !isLong { return length + reader }
    return 2 * BlockLayout.blockSize + max(length / max(1, records), 4096) + reader
  }
}
