internal import CMapReduce
internal import Model

/// Looks through records that a plugin made.
enum RecordCheck {
  /// Whether any key or value is NULL although it has a size. Every emitted record comes past here:
  /// the sizes are only looked at where something is NULL.
  @inline(__always)
  static func hasNull(_ records: UnsafePointer<mr_record>, _ count: Int) -> Bool {
    var nulls = 0
    for index in 0..<count {
      nulls &+= UInt(bitPattern: records[index].key.data) == 0 ? 1 : 0
      nulls &+= UInt(bitPattern: records[index].value.data) == 0 ? 1 : 0
    }
    return nulls != 0
      && (0..<count).contains { records[$0].key.isNull || records[$0].value.isNull }
  }

  /// The first record with a key or value of a numeric type that is not 8 bytes long.
  static func indexOfBadNumber(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ keyType: ValueType,
    _ valueType: ValueType
  ) -> Int? {
    guard keyType.isNumeric || valueType.isNumeric else { return nil }
    return (0..<count).first {
      keyType.isNumeric && records[$0].key.size != 8
        || valueType.isNumeric && records[$0].value.size != 8
    }
  }
}
