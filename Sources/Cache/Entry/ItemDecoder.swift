internal import CMapReduce

/// Reads the items of a block. Distrusts the bytes: whatever they are, it gives items that lie within
/// them, or says that they are damaged.
struct ItemDecoder {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// - Returns: nil at the end. A record's bytes are those of the block.
  mutating func next() throws(EntryDamage) -> KeptItem? {
    guard position < bytes.count else { return nil }
    let tag = bytes[position]
    position += 1
    switch ItemTag(rawValue: tag) {
    case .record:
      let key = try part()
      return .record(mr_record(key: key, value: try part()))
    case .number:
      let number = try number()
      guard (1...UInt64(Int64.max / 2)).contains(number) else { throw EntryDamage("a number") }
      return .number(Int(number))
    case .log:
      let severity = try number()
      guard severity <= UInt64(UInt32.max) else { throw EntryDamage("a log line's severity") }
      return .log(severity: UInt32(severity), text: try text())
    case .count:
      let amount = Int64(bitPattern: try number())
      return .count(name: try text(), amount: amount)
    case .asked:
      return .asked(parameter: try text())
    case .boundary:
      return .boundary
    case .attribute:
      let isOfAll = try number() == 1
      let name = try part()
      return .attribute(name: name, value: try part(), isOfAll: isOfAll)
    case nil:
      throw EntryDamage("an item of no known kind")
    }
  }

  private mutating func text() throws(EntryDamage) -> String {
    let bytes = try part()
    return String(
      decoding: UnsafeRawBufferPointer(start: bytes.data, count: bytes.size), as: UTF8.self)
  }

  private mutating func part() throws(EntryDamage) -> mr_bytes {
    let size = try number()
    guard size <= UInt64(bytes.count - position) else { throw EntryDamage("an item's length") }
    defer { position += Int(size) }
    // The address is none if the block has no bytes, which no item is in.
    return mr_bytes(data: bytes.baseAddress.map { $0 + position }, size: Int(size))
  }

  private mutating func number() throws(EntryDamage) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    throw EntryDamage("a number that does not end")
  }
}
