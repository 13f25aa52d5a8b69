/// A word in the input: a longest run of ASCII letters.
struct Word {
  var start: UnsafeRawPointer
  /// In bytes, at least 1.
  var length: Int
  /// Its first eight letters, first letter lowest, zeros after a shorter word's last. A word of
  /// up to eight letters is this number.
  var prefix: UInt64
  /// The last eight letters of a word that has so many; of no use otherwise.
  var suffix: UInt64
}

/// Finds the words of a text. Looks at 64 bytes at a time, because where a word begins and ends
/// cannot be predicted: bits are counted instead of letters compared.
struct WordScanner {
  /// The 64 bytes, or fewer at the end of the text, that come next.
  private var next64: UnsafeRawPointer
  private let end: UnsafeRawPointer
  /// A bit wherever a word begins or has just ended in the bytes before those, from the current
  /// place on. The two take turns.
  private var edges: UInt64 = 0
  /// 1 if the byte before `next64` is a letter, otherwise 0.
  private var before: UInt64 = 0

  init(_ text: UnsafeRawBufferPointer) {
    // A record without bytes may have no address: any will do, as nothing is read from it.
    next64 = text.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    end = next64 + text.count
  }

  @inline(__always)
  mutating func next() -> Word? {
    guard let start = nextEdge() else { return nil }
    let length = (nextEdge() ?? end) - start
    // Most words are not among the last of the text, and these eight bytes can be read in any case.
    let last = start + max(0, length &- 8)
    let (prefix, suffix) =
      end - start >= 8
      ? (Self.load(start), Self.load(last))
      : (Self.load(start, end - start), 0)
    let mask = length < 8 ? (1 &<< UInt64(8 &* length)) &- 1 : ~0 as UInt64
    return Word(start: start, length: length, prefix: prefix & mask, suffix: suffix)
  }

  @inline(__always)
  private mutating func nextEdge() -> UnsafeRawPointer? {
    while edges == 0 {
      guard next64 < end else { return nil }
      readOn()
    }
    let edge = next64 - 64 + edges.trailingZeroBitCount
    edges &= edges &- 1
    return edge
  }

  @inline(__always)
  private mutating func readOn() {
    let left = end - next64
    var letters: UInt64 = 0
    for offset in stride(from: 0, to: min(left, 64), by: 8) {
      let size = left - offset
      let bytes = size >= 8 ? Self.load(next64 + offset) : Self.load(next64 + offset, size)
      letters |= Self.letters(bytes) &<< UInt64(offset)
    }
    edges = letters ^ (letters &<< 1 | before)
    before = letters &>> 63
    next64 += 64
  }

  @inline(__always)
  private static func load(_ address: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: address.loadUnaligned(as: UInt64.self))
  }

  /// Up to seven bytes, and zeros.
  private static func load(_ address: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var bytes: UInt64 = 0
    for index in 0..<count {
      bytes |= UInt64(address.load(fromByteOffset: index, as: UInt8.self)) << UInt64(8 * index)
    }
    return bytes
  }

  /// A bit for each of eight bytes that is a letter, the first byte's lowest.
  @inline(__always)
  private static func letters(_ bytes: UInt64) -> UInt64 {
    let highBits: UInt64 = 0x8080_8080_8080_8080
    let lower = (bytes | 0x2020_2020_2020_2020) & ~highBits
    // Seven-bit numbers: adding what is missing to 128 sets the high bit from there on.
    let fromA = lower &+ 0x1f1f_1f1f_1f1f_1f1f
    let aboveZ = lower &+ 0x0505_0505_0505_0505
    let letters = (fromA & ~aboveZ & ~bytes & highBits) &>> 7
    // The product brings the lowest bit of each byte into the highest byte, and no two together.
    return (letters &* 0x0102_0408_1020_4080) &>> 56
  }
}
