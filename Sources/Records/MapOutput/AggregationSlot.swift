/// A place of the aggregation table. Thirty-two bytes; all zero when free.
struct AggregationSlot: BitwiseCopyable {
  /// What tells the key: see `KeyFingerprint`.
  var head: UInt64 = 0
  var tail: UInt64 = 0
  /// The aggregate of the key's values.
  var bits: UInt64 = 0
  /// The tag in the lowest bits, and above it the offset (39 bits) of a long key's frame in the
  /// sort buffer. Only long and closed keys have a frame before the table is emptied. The tag is
  /// the class (5 bits), which is the key's size plus one, or 18 for every size above 16; above it
  /// the partition (20 bits), if the plugin chose it.
  var reference: UInt64 = 0

  static let maximumOffset = 1 << 39
  /// The class of keys whose head and tail do not hold them as a whole.
  static let longKey: UInt64 = 18
  /// The class of a slot that no key matches, because another slot took over.
  static let closed: UInt64 = 31
  private static let tagMask: UInt64 = 1 << 25 - 1

  @inline(__always)
  static func sizeClass(_ keySize: Int) -> UInt32 {
    keySize > 16 ? UInt32(longKey) : sizeClass(short: keySize)
  }

  @inline(__always)
  static func sizeClass(short keySize: Int) -> UInt32 { UInt32(truncatingIfNeeded: keySize) &+ 1 }

  @inline(__always)
  static func tag(partition: UInt32) -> UInt32 { partition &<< 5 }

  @inline(__always)
  static func isLong(_ tag: UInt32) -> Bool { tag & 31 == UInt32(longKey) }

  @inline(__always)
  static func reference(tag: UInt32, offset: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: offset) &<< 25 | UInt64(tag)
  }

  @inline(__always)
  func matches(_ key: KeyFingerprint, _ tag: UInt32) -> Bool {
    (head ^ key.head) | (tail ^ key.tail) | ((reference ^ UInt64(tag)) & Self.tagMask) == 0
  }

  @inline(__always) var isFree: Bool { reference == 0 }
  @inline(__always) var partition: UInt64 { (reference & Self.tagMask) &>> 5 }
  /// The offset of the key's frame, if it has one.
  @inline(__always) var offset: Int { Int(truncatingIfNeeded: reference &>> 25) }
  /// The size of the key, if it has no frame yet.
  @inline(__always) var shortKeySize: Int? {
    let sizeClass = reference & 31
    return sizeClass < Self.longKey ? Int(truncatingIfNeeded: sizeClass) &- 1 : nil
  }
}
