/// The names in a list that map wrote; see `DocumentNames`.
struct ListReader {
  /// Whether the names are in ascending order and can be written as they are.
  let isPlain: Bool
  let prefix: UnsafeRawBufferPointer
  let suffix: UnsafeRawBufferPointer
  /// What is left of the list.
  private var rest: UnsafeRawBufferPointer

  /// nil for what is no list.
  init?(_ list: UnsafeRawBufferPointer) {
    guard let first = list.first else { return nil }
    isPlain = first == 1
    rest = UnsafeRawBufferPointer(rebasing: list.dropFirst())
    guard let prefix = Self.part(&rest), let suffix = Self.part(&rest) else { return nil }
    self.prefix = prefix
    self.suffix = suffix
  }

  /// Whether all was read, or what is left is no name.
  var isAtEnd: Bool { rest.isEmpty }

  /// What the next name has between prefix and suffix; nil at the end, or for what is no name.
  @inline(__always)
  mutating func next() -> UnsafeRawBufferPointer? { Self.part(&rest) }

  /// Reads a size in LEB128 and so many bytes.
  @inline(__always)
  private static func part(_ rest: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard let start = rest.baseAddress else { return nil }
    var size = 0
    var read = 0
    while true {
      guard read < min(rest.count, 5) else { return nil }
      let byte = rest[read]
      size |= Int(byte & 0x7f) << (7 * read)
      read += 1
      if byte < 0x80 { break }
    }
    guard size <= rest.count - read else { return nil }
    let end = read + size
    rest = UnsafeRawBufferPointer(start: start + end, count: rest.count - end)
    return UnsafeRawBufferPointer(start: start + read, count: size)
  }
}
