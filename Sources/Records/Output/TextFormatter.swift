package import CMapReduce
package import Model

/// Writes records as lines of text: key, tab, value, newline; or key and newline where values are
/// of type `none`.
///
/// Numbers are decimal, a float64 as short as it can be without becoming another number. Bytes and
/// text are written as they are, also where they hold tabs or newlines.
package struct TextFormatter {
  private let keyType: ValueType
  private let valueType: ValueType
  /// What is written is sorted no more, so keys may be as long as values.
  private let check: BatchCheck

  package init(keyType: ValueType, valueType: ValueType) {
    check = BatchCheck(
      keyType: keyType, valueType: valueType, partitions: 1, keyLimit: RecordLimits.valueSize)
    self.keyType = keyType
    self.valueType = valueType
  }

  /// Appends the lines of records that have the plugin's form.
  package func append(
    _ records: UnsafePointer<mr_record>, count: Int, to output: inout ByteBuffer
  ) throws(RecordError) {
    let size = try check.totalSize(records, count, assigned: nil)
    guard keyType.isNumeric || valueType.isNumeric else {
      return try appendText(records, count, size: size, to: &output)
    }
    for i in 0..<count {
      try append(records[i].key, keyType, keyEnd, to: &output)
      if valueType != .none { try append(records[i].value, valueType, Self.newline, to: &output) }
    }
  }

  /// Appends the line of a key and of a number that a combiner formed.
  /// - Parameter bits: the eight bytes of the number, in the machine's order.
  package func append(
    key: mr_bytes, bits: UInt64, to output: inout ByteBuffer
  ) throws(RecordError) {
    if keyType.isNumeric && key.size != 8 {
      throw .wrongKeySize(record: 0, size: key.size, type: keyType)
    }
    try append(key, keyType, Self.tab, to: &output)
    try append(number: bits, valueType, Self.newline, to: &output)
  }

  /// A key as it is written, at most its first 1024 bytes.
  package func text(of key: mr_bytes) -> [UInt8] {
    guard keyType.isNumeric, key.size == 8 else {
      return Array(UnsafeRawBufferPointer(start: key.data, count: min(key.size, 1024)))
    }
    var text = ByteBuffer()
    try? append(number: key.bits, keyType, Self.newline, to: &text)
    return text.bytes.dropLast()
  }

  /// Nothing of these records is a number, so their size is that of their text.
  private func appendText(
    _ records: UnsafePointer<mr_record>, _ count: Int, size: Int, to output: inout ByteBuffer
  ) throws(RecordError) {
    let start = try output.reserve(size + 2 * count)
    var target = start
    for i in 0..<count {
      Self.write(records[i].key, keyEnd, to: &target)
      if valueType != .none { Self.write(records[i].value, Self.newline, to: &target) }
    }
    output.commit(target - start)
  }

  @inline(__always)
  private static func write(
    _ bytes: mr_bytes, _ end: UInt8, to target: inout UnsafeMutableRawPointer
  ) {
    if let data = bytes.data { target.copyMemory(from: data, byteCount: bytes.size) }
    target.storeBytes(of: end, toByteOffset: bytes.size, as: UInt8.self)
    target += bytes.size &+ 1
  }

  private var keyEnd: UInt8 { valueType == .none ? Self.newline : Self.tab }
  private static var tab: UInt8 { 9 }
  private static var newline: UInt8 { 10 }

  @inline(__always)
  private func append(
    _ bytes: mr_bytes, _ type: ValueType, _ end: UInt8, to output: inout ByteBuffer
  ) throws(RecordError) {
    if type.isNumeric { return try append(number: bytes.bits, type, end, to: &output) }
    let target = try output.reserve(bytes.size + 1)
    if let data = bytes.data { target.copyMemory(from: data, byteCount: bytes.size) }
    target.storeBytes(of: end, toByteOffset: bytes.size, as: UInt8.self)
    output.commit(bytes.size + 1)
  }

  private func append(
    number bits: UInt64, _ type: ValueType, _ end: UInt8, to output: inout ByteBuffer
  ) throws(RecordError) {
    guard type == .float64 else {
      return try append(Int64(bitPattern: bits), end, to: &output)
    }
    let number = Double(bitPattern: bits)
    var text = number.isNaN ? "nan" : number.description
    let size = text.utf8.count
    let target = try output.reserve(size + 1)
    text.withUTF8 {
      UnsafeMutableRawBufferPointer(start: target, count: size).copyMemory(from: .init($0))
    }
    target.storeBytes(of: end, toByteOffset: size, as: UInt8.self)
    output.commit(size + 1)
  }

  /// Digits are written from the last to the first, and then moved to the front.
  private func append(
    _ number: Int64, _ end: UInt8, to output: inout ByteBuffer
  ) throws(RecordError) {
    let room = 21
    let target = try output.reserve(room)
    var start = room - 1
    target.storeBytes(of: end, toByteOffset: start, as: UInt8.self)
    var rest = number.magnitude
    repeat {
      start &-= 1
      target.storeBytes(
        of: UInt8(truncatingIfNeeded: rest % 10) &+ 48, toByteOffset: start, as: UInt8.self)
      rest /= 10
    } while rest > 0
    if number < 0 {
      start &-= 1
      target.storeBytes(of: 45, toByteOffset: start, as: UInt8.self)
    }
    target.copyMemory(from: target + start, byteCount: room - start)
    output.commit(room - start)
  }
}
