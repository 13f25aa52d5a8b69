/// A word in the input: a longest run of ASCII letters.
struct Word {
  var start: UnsafeRawPointer
  /// In bytes, at least 1.
  var length: Int
  /// Its first eight letters, first letter lowest, zeros after a shorter word's last. A word of
  /// up to eight letters is this number.
  var prefix: UInt64
}

/// Finds the words of a record, eight bytes at a time.
struct WordScanner {
  private var position: UnsafeRawPointer
  private let end: UnsafeRawPointer

  init(_ text: UnsafeRawBufferPointer) {
    // A record without bytes may have no address: any will do, as nothing is read from it.
    position = text.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    end = position + text.count
  }

  @inline(__always)
  mutating func next() -> Word? {
    while position < end {
      let bytes = load(position)
      let letters = Self.letters(bytes)
      if letters & 0x80 == 0 {
        position += letters == 0 ? 8 : letters.trailingZeroBitCount / 8
        continue
      }
      let others = ~letters & Self.highBits
      guard others != 0 else { return longWord(prefix: bytes) }
      let bits = others.trailingZeroBitCount & ~7
      let word = Word(
        start: position, length: bits / 8, prefix: bytes & ((1 &<< UInt64(bits)) &- 1))
      position += word.length + 1
      return word
    }
    return nil
  }

  /// A word of eight letters or more, which starts at the position.
  private mutating func longWord(prefix: UInt64) -> Word {
    let start = position
    position += 8
    while position < end {
      let others = ~Self.letters(load(position)) & Self.highBits
      if others != 0 {
        position += others.trailingZeroBitCount / 8
        break
      }
      position += 8
    }
    return Word(start: start, length: position - start, prefix: prefix)
  }

  /// Eight bytes from the record, or as many as are left and zeros.
  @inline(__always)
  private func load(_ address: UnsafeRawPointer) -> UInt64 {
    let left = end - address
    if left >= 8 {
      return UInt64(littleEndian: address.loadUnaligned(as: UInt64.self))
    }
    var bytes: UInt64 = 0
    for index in 0..<left {
      bytes |= UInt64(address.load(fromByteOffset: index, as: UInt8.self)) << UInt64(8 * index)
    }
    return bytes
  }

  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The high bit of each byte that is a letter.
  @inline(__always)
  private static func letters(_ bytes: UInt64) -> UInt64 {
    let lower = (bytes | 0x2020_2020_2020_2020) & ~highBits
    // Seven-bit numbers: adding what is missing to 128 sets the high bit from there on.
    let fromA = lower &+ 0x1f1f_1f1f_1f1f_1f1f
    let aboveZ = lower &+ 0x0505_0505_0505_0505
    return fromA & ~aboveZ & ~bytes & highBits
  }
}
