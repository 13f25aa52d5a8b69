/// Reads the marks of a task, with distrust.
struct MarkReader {
  struct Damage: Error {}

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number() throws(Damage) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw Damage()
  }

  /// Reads the next entry.
  /// - Returns: whose it is, and whether one of the keys with these hashes may be of it.
  mutating func next(_ hashes: [UInt64]) throws(Damage) -> (owner: KeyMarks.Owner, isHit: Bool) {
    let code = try number()
    guard let file = Int(exactly: code) else { throw Damage() }
    let owner: KeyMarks.Owner = file == 0 ? .task : .file(file - 1)
    let logarithm = Int(try number())
    if logarithm == 0 { return (owner, true) }
    guard KeyMarks.logarithms.contains(logarithm) else { throw Damage() }
    let size = UInt64(1) << UInt64(logarithm)
    let places = hashes.map { $0 & (size - 1) }
    var place: UInt64 = 0
    var isHit = false
    let count = try number()
    guard count <= size else { throw Damage() }
    for _ in 0..<count {
      place &+= try number()
      guard place < size else { throw Damage() }
      if places.contains(place) { isHit = true }
    }
    return (owner, isHit)
  }
}
