/// A place of the aggregation table. Thirty-two bytes; all zero when free.
struct AggregationSlot: BitwiseCopyable {
  /// What tells the key: its first eight bytes, padded with zeros, and `tail`.
  var head: UInt64 = 0
  /// Of a key of up to 8 bytes its size, of up to 16 its last eight bytes, of a longer one a hash.
  var tail: UInt64 = 0
  /// The aggregate.
  var bits: UInt64 = 0
  /// From the lowest bits up: the tag, and the offset (39 bits) of the key's frame in the sort
  /// buffer. The tag is the class (5 bits), which is the key's size plus one, or 18 for every size
  /// above 16; above it the partition (20 bits), if the plugin chose it.
  var reference: UInt64 = 0

  static let maximumOffset = 1 << 39
  /// The class of keys whose head and tail do not hold them as a whole.
  static let longKey: UInt64 = 18
  /// In place of the class: no key matches, because another slot took over.
  static let closed: UInt64 = 31
  private static let tagMask: UInt64 = 1 << 25 - 1

  @inline(__always)
  static func tag(keySize: Int, partition: UInt64) -> UInt64 {
    min(UInt64(truncatingIfNeeded: keySize &+ 1), longKey) | partition &<< 5
  }

  @inline(__always)
  static func reference(tag: UInt64, offset: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: offset) &<< 25 | tag
  }

  @inline(__always) var isFree: Bool { reference == 0 }
  @inline(__always) var tag: UInt64 { reference & Self.tagMask }
  @inline(__always) var partition: UInt64 { tag &>> 5 }
  @inline(__always) var offset: Int { Int(truncatingIfNeeded: reference &>> 25) }
}
