/// The first eight bytes of a key as a word, padded with zeros: enough to tell most keys apart.
enum KeyHead {
  /// The first byte in the lowest place. `size` has to be above 0.
  ///
  /// Short keys are read as eight bytes as well and masked, because a branch on the size of a word
  /// of text is mispredicted too often. That reads past the key but never past its page, so it
  /// cannot fault; what is read there does not reach the result.
  @inline(__always)
  static func load(_ key: UnsafeRawPointer, _ size: Int) -> UInt64 {
    if size < 8, UInt(bitPattern: key) & 4095 > 4088 { return loadBytes(key, size) }
    let word = UInt64(littleEndian: key.loadUnaligned(as: UInt64.self))
    let mask = size >= 8 ? UInt64.max : (1 &<< UInt64(truncatingIfNeeded: size &* 8)) &- 1
    return word & mask
  }

  /// The first byte in the highest place: words in the order of the keys. Any size.
  @inline(__always)
  static func loadOrdered(_ key: UnsafeRawPointer, _ size: Int) -> UInt64 {
    size == 0 ? 0 : load(key, size).byteSwapped
  }

  @inline(never)
  private static func loadBytes(_ key: UnsafeRawPointer, _ size: Int) -> UInt64 {
    var word: UInt64 = 0
    for i in 0..<size {
      word |= UInt64(key.load(fromByteOffset: i, as: UInt8.self)) << UInt64(8 * i)
    }
    return word
  }
}
