package import Model

/// What can be wrong with records. `description` is a sentence for a person.
package enum RecordError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `record` is the index within the batch that was handed over.
  case keyTooLarge(record: Int, size: Int)
  case valueTooLarge(record: Int, size: Int)
  /// A number whose size is not eight bytes.
  case wrongKeySize(record: Int, size: Int, type: ValueType)
  case wrongValueSize(record: Int, size: Int, type: ValueType)
  /// A value of some bytes where the type is `none`.
  case valueNotEmpty(record: Int, size: Int)
  /// A key or value of some size at no address.
  case missingBytes(record: Int)
  case partitionOutOfRange(record: Int, partition: UInt32, partitions: Int)
  case tooManyPartitions(Int)
  /// Bounds of ranges of keys that do not rise.
  case unorderedBounds
  case tooManyBounds(Int, partitions: Int)
  case combinerNeedsNumbers(StockCombiner, ValueType)
  case comparatorNeedsBytes(ValueType)
  /// The sum of a key's values does not fit an int64.
  case sumOverflow(key: [UInt8], type: ValueType)
  /// A combine function emitted another key than that of its group.
  case foreignKey(record: Int)
  /// A combine function's record came when no group was being combined.
  case notCombining
  /// What a mapper wrote cannot be read. `segment` is an index into the merge's inputs.
  case corruptSegment(Int, reason: String)
  case outOfMemory(bytes: Int)

  package var description: String {
    switch self {
    case .keyTooLarge(let record, let size):
      "the key of record \(record) of those emitted together has \(size) bytes; "
        + "\(RecordLimits.keySize) are allowed"
    case .valueTooLarge(let record, let size):
      "the value of record \(record) of those emitted together has \(size) bytes; "
        + "\(RecordLimits.valueSize) are allowed"
    case .wrongKeySize(let record, let size, let type):
      "the key of record \(record) of those emitted together has \(size) bytes; an \(type.rawValue) has 8"
    case .wrongValueSize(let record, let size, let type):
      "the value of record \(record) of those emitted together has \(size) bytes; an \(type.rawValue) has 8"
    case .valueNotEmpty(let record, let size):
      "the value of record \(record) of those emitted together has \(size) bytes; its type is none"
    case .missingBytes(let record):
      "record \(record) of those emitted together has a key or value of some size whose data is NULL"
    case .partitionOutOfRange(let record, let partition, let partitions):
      "record \(record) of those emitted together is to go to partition \(partition); "
        + "the job has partitions 0 to \(partitions - 1)"
    case .tooManyPartitions(let count):
      "\(count) partitions were asked for; 1 to \(Partitioner.maximumPartitions) are possible"
    case .unorderedBounds:
      "the bounds of the partitions are not in ascending order"
    case .tooManyBounds(let count, let partitions):
      "\(count) bounds are too many for \(partitions) partitions"
    case .combinerNeedsNumbers(let combiner, let type):
      "the combiner \(combiner.rawValue) takes int64 or float64 values, not \(type.rawValue)"
    case .comparatorNeedsBytes(let type):
      "a compare function orders keys of type bytes or utf8, not \(type.rawValue)"
    case .sumOverflow(let key, let type):
      "the sum of the values of key \(describe(key, type)) does not fit an int64"
    case .foreignKey(let record):
      "record \(record) of those that combine emitted has another key than its group"
    case .notCombining:
      "combine emitted a record after it had returned"
    case .corruptSegment(let segment, let reason):
      "segment \(segment) of the map output is damaged: \(reason)"
    case .outOfMemory(let bytes):
      "no memory for \(bytes) bytes of records"
    }
  }

  /// A key in the plugin's form, as a person reads it.
  private func describe(_ key: [UInt8], _ type: ValueType) -> String {
    let bits = key.withUnsafeBytes { $0.count == 8 ? $0.loadUnaligned(as: UInt64.self) : 0 }
    switch type {
    case .int64: return Int64(bitPattern: bits).description
    case .float64: return Double(bitPattern: bits).description
    case .bytes, .utf8, .none:
      let shown = String(decoding: key.prefix(80), as: UTF8.self)
      return shown.debugDescription + (key.count > 80 ? " (\(key.count) bytes)" : "")
    }
  }
}
