/// Where a record of the sort buffer lies and enough of its key to sort most records without
/// looking there. Sixteen bytes.
struct SortEntry: BitwiseCopyable {
  /// The key's head, ordered.
  var prefix: UInt64
  /// The class in the highest bits (4 bits), which is the key's size, or 9 for every size above 8;
  /// then the partition (20 bits); then the offset of the record's frame (40 bits).
  ///
  /// Of keys with the same prefix the one of the lower class comes first, so within a partition
  /// entries whose class is below 9 are in order when (prefix, location) is. Offsets rise in the
  /// order of arrival: that makes the sort stable.
  var location: UInt64

  static let maximumOffset = 1 << 40
  /// The class of keys that do not lie in their prefix as a whole.
  static let longKey: UInt64 = 9

  @inline(__always)
  init(prefix: UInt64, keySize: Int, partition: UInt64, offset: Int) {
    self.prefix = prefix
    let sizeClass = min(UInt64(truncatingIfNeeded: keySize), Self.longKey)
    location = sizeClass &<< 60 | partition &<< 40 | UInt64(truncatingIfNeeded: offset)
  }

  @inline(__always) var sizeClass: UInt64 { location &>> 60 }
  @inline(__always) var partition: Int { Int(truncatingIfNeeded: location &>> 40 & 0xf_ffff) }
  @inline(__always) var offset: Int { Int(truncatingIfNeeded: location & 0xff_ffff_ffff) }
}
