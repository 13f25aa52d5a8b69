internal import CMapReduce

/// Checks a batch of records before anything of it is used.
struct BatchCheck {
  let keyType: ValueType
  let valueType: ValueType
  let partitions: Int
  /// In bytes.
  var keyLimit = RecordLimits.keySize

  /// - Returns: the size of all keys and values together, in bytes.
  /// - Throws: what is wrong with the first record that is not in order.
  func totalSize(
    _ records: UnsafePointer<mr_record>, _ count: Int, assigned: UnsafePointer<UInt32>?
  ) throws(RecordError) -> Int {
    // A size is in order when it is in (limit - span)...limit. Records that are not are so rare
    // that the loop has no branch for them.
    let keyLimit = UInt(keyType.isNumeric ? 8 : self.keyLimit)
    let keySpan = keyType.isNumeric ? 0 : keyLimit
    let valueLimit: UInt =
      switch valueType {
      case .bytes, .utf8: UInt(RecordLimits.valueSize)
      case .int64, .float64: 8
      case .none: 0
      }
    let valueSpan = valueType.isNumeric ? 0 : valueLimit
    var total = 0
    var wrong = false
    for i in 0..<count {
      let key = records[i].key
      let value = records[i].value
      let keyIsWrong = keyLimit &- UInt(bitPattern: key.size) > keySpan
      let valueIsWrong = valueLimit &- UInt(bitPattern: value.size) > valueSpan
      let keyIsMissing = UInt(bitPattern: key.data) == 0 && key.size != 0
      let valueIsMissing = UInt(bitPattern: value.data) == 0 && value.size != 0
      wrong = wrong || keyIsWrong || valueIsWrong || keyIsMissing || valueIsMissing
      total &+= key.size &+ value.size
    }
    if wrong {
      for i in 0..<count { try check(records[i], i) }
    }
    if let assigned {
      for i in 0..<count where Int(assigned[i]) >= partitions {
        throw .partitionOutOfRange(record: i, partition: assigned[i], partitions: partitions)
      }
    }
    return total
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
