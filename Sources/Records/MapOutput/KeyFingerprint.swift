internal import CMapReduce

/// Two words that tell a key of up to 16 bytes, padded with zeros. Of a longer key they are its
/// first eight bytes and a hash of all of it.
struct KeyFingerprint: BitwiseCopyable {
  let head: UInt64
  let tail: UInt64

  /// The hash that tells the slot to begin at; its lower bits count.
  ///
  /// Not the partitioner's hash: that one is needed once for each distinct key, this one for each
  /// record, and a table that is filled by its own partitioner's hash clusters.
  @inline(__always) var hash: UInt64 {
    let product = (head ^ Self.seed).multipliedFullWidth(by: tail ^ Self.secondSeed)
    return product.high ^ product.low
  }

  private static var seed: UInt64 { 0x9e37_79b9_7f4a_7c15 }
  private static var secondSeed: UInt64 { 0xd1b5_4a32_d192_ed03 }

  @inline(__always)
  init(head: UInt64, tail: UInt64) {
    self.head = head
    self.tail = tail
  }

  /// Whether sixteen bytes at the key's address can be read and hold all of the key, which is not
  /// empty. Then nothing is wrong with the key either.
  @inline(__always)
  static func isPlain(_ key: mr_bytes) -> Bool {
    // An address of NULL is taken for one at the end of a page.
    UInt(bitPattern: key.size) &- 1 < 16 && (UInt(bitPattern: key.data) &- 1) & 4095 < 4080
  }

  /// - Parameters:
  ///   - key: one that is plain.
  ///   - masks: what `makeMasks` made.
  ///
  /// No branch on the size, because the size of a word of text is mispredicted too often. What is
  /// read past the key does not reach the result.
  @inline(__always)
  init(plain key: mr_bytes, _ masks: UnsafePointer<KeyFingerprint>) {
    let data = key.data.unsafelyUnwrapped
    let mask = masks[key.size]
    head = UInt64(littleEndian: data.loadUnaligned(as: UInt64.self)) & mask.head
    tail =
      UInt64(littleEndian: data.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) & mask.tail
  }

  /// The bits that count of keys of 0 to 16 bytes.
  static func makeMasks() -> UnsafeMutablePointer<KeyFingerprint> {
    let masks = UnsafeMutablePointer<KeyFingerprint>.allocate(capacity: 17)
    for size in 0...16 {
      // Shifts by more than the width give 0.
      let head = UInt64.max >> (64 - 8 * min(size, 8))
      let tail = UInt64.max >> (64 - 8 * max(size - 8, 0))
      (masks + size).initialize(to: KeyFingerprint(head: head, tail: tail))
    }
    return masks
  }

  /// The fingerprint of any key that is in order.
  @inline(never)
  init(_ key: mr_bytes) {
    guard key.size > 0, let data = key.data else {
      self.init(head: 0, tail: 0)
      return
    }
    let head = KeyHead.load(data, key.size)
    self.init(
      head: head,
      tail: key.size > 16
        ? XXH3.hash(data, key.size, seed: Self.seed)
        : key.size > 8 ? KeyHead.load(data + 8, key.size - 8) : 0)
  }
}
