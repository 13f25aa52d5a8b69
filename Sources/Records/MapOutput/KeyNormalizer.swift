internal import CMapReduce
internal import Model

/// Copies of batches whose number keys are normalised.
final class KeyNormalizer {
  private let type: ValueType
  private var words = ByteBuffer()
  private var records = ByteBuffer()

  init(type: ValueType) { self.type = type }

  /// - Parameter batch: records whose keys have eight bytes.
  /// - Returns: the same records with normalised keys. Valid until the next call.
  func normalize(
    _ batch: UnsafePointer<mr_record>, _ count: Int
  ) throws(RecordError) -> UnsafePointer<mr_record> {
    let words = try self.words.reserve(count * 8).assumingMemoryBound(to: UInt64.self)
    let records = try self.records.reserve(count * MemoryLayout<mr_record>.stride)
      .assumingMemoryBound(to: mr_record.self)
    for i in 0..<count {
      words[i] = type.normalize(batch[i].key.bits).bigEndian
      records[i] = mr_record(key: mr_bytes(data: words + i, size: 8), value: batch[i].value)
    }
    return UnsafePointer(records)
  }
}
