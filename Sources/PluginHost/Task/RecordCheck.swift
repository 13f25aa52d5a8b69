internal import CMapReduce

/// Looks through records that a plugin made.
enum RecordCheck {
  /// Whether any key or value is NULL although it has a size. Without a branch for each record:
  /// every emitted record comes past here.
  @inline(__always)
  static func hasNull(_ records: UnsafePointer<mr_record>, _ count: Int) -> Bool {
    var sizes = 0
    for index in 0..<count {
      let record = records + index
      sizes |= record.pointee.key.data == nil ? record.pointee.key.size : 0
      sizes |= record.pointee.value.data == nil ? record.pointee.value.size : 0
    }
    return sizes != 0
  }

  /// The first record with a key or value of a numeric type that is not 8 bytes long.
  static func indexOfBadNumber(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ keyType: PluginDescription.FieldType,
    _ valueType: PluginDescription.FieldType
  ) -> Int? {
    guard keyType.isNumber || valueType.isNumber else { return nil }
    return (0..<count).first {
      keyType.isNumber && records[$0].key.size != 8
        || valueType.isNumber && records[$0].value.size != 8
    }
  }
}
