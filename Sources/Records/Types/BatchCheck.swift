internal import CMapReduce
internal import Model

/// Checks records before anything of them is used.
struct BatchCheck {
  private let keyType: ValueType
  private let valueType: ValueType
  private let partitions: Int
  private let keyLimit: Int
  private let keySizes: Sizes
  private let valueSizes: Sizes

  /// A size is in order when it is in (limit - span)...limit. Records that are not are so rare that
  /// loops have no branch for them.
  private struct Sizes {
    let limit: UInt
    let span: UInt

    init(_ type: ValueType, limit: Int) {
      switch type {
      case .bytes, .utf8: self.limit = UInt(limit)
      case .int64, .float64: self.limit = 8
      case .none: self.limit = 0
      }
      span = type.isNumeric ? 0 : self.limit
    }

    @inline(__always)
    func refuse(_ bytes: mr_bytes) -> Bool {
      limit &- UInt(bitPattern: bytes.size) > span
        || UInt(bitPattern: bytes.data) == 0 && bytes.size != 0
    }
  }

  /// - Parameter keyLimit: in bytes.
  init(
    keyType: ValueType, valueType: ValueType, partitions: Int,
    keyLimit: Int = RecordLimits.keySize
  ) {
    self.keyType = keyType
    self.valueType = valueType
    self.partitions = partitions
    self.keyLimit = keyLimit
    keySizes = Sizes(keyType, limit: keyLimit)
    valueSizes = Sizes(valueType, limit: RecordLimits.valueSize)
  }

  @inline(__always) func isWrong(key: mr_bytes) -> Bool { keySizes.refuse(key) }
  @inline(__always) func isWrong(value: mr_bytes) -> Bool { valueSizes.refuse(value) }

  /// - Returns: the size of all keys and values together, in bytes.
  /// - Throws: what is wrong with the first record that is not in order.
  func totalSize(
    _ records: UnsafePointer<mr_record>, _ count: Int, assigned: UnsafePointer<UInt32>?
  ) throws(RecordError) -> Int {
    if let assigned { try checkPartitions(assigned, count) }
    var total = 0
    var wrong = false
    for i in 0..<count {
      let record = records[i]
      wrong = wrong || isWrong(key: record.key) || isWrong(value: record.value)
      total &+= record.key.size &+ record.value.size
    }
    if wrong { try check(records, count) }
    return total
  }

  /// - Throws: which partition, of which record, does not exist.
  func checkPartitions(_ assigned: UnsafePointer<UInt32>, _ count: Int) throws(RecordError) {
    for i in 0..<count where Int(assigned[i]) >= partitions {
      throw .partitionOutOfRange(record: i, partition: assigned[i], partitions: partitions)
    }
  }

  /// - Throws: what is wrong with the first record that is not in order.
  @inline(never)
  func check(_ records: UnsafePointer<mr_record>, _ count: Int) throws(RecordError) {
    for i in 0..<count { try check(records[i], i) }
  }

  private func check(_ record: mr_record, _ index: Int) throws(RecordError) {
    let (key, value) = (record.key, record.value)
    if keyType.isNumeric {
      guard key.size == 8 else {
        throw .wrongKeySize(record: index, size: key.size, type: keyType)
      }
    } else if !(0...keyLimit ~= key.size) {
      throw .keyTooLarge(record: index, size: key.size)
    }
    if valueType.isNumeric {
      guard value.size == 8 else {
        throw .wrongValueSize(record: index, size: value.size, type: valueType)
      }
    } else if valueType == .none {
      guard value.size == 0 else { throw .valueNotEmpty(record: index, size: value.size) }
    } else if !(0...RecordLimits.valueSize ~= value.size) {
      throw .valueTooLarge(record: index, size: value.size)
    }
    if key.data == nil && key.size != 0 || value.data == nil && value.size != 0 {
      throw .missingBytes(record: index)
    }
  }
}
