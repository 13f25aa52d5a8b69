/// The engine's assignment of keys to reduce partitions.
package enum Partitioner {
  /// A sort entry has this much room for a partition's number.
  package static let maximumPartitions = 1 << 20

  /// The partition of a key: the high half of its XXH3 hash, scaled to `count`.
  ///
  /// The high half, because whoever groups keys by the low bits of the same hash would otherwise
  /// meet only keys that agree in them.
  /// - Parameters:
  ///   - key: as it is for bytes and text; for numbers the normalised key.
  ///   - count: number of partitions, from 1 to `maximumPartitions`.
  @inline(__always)
  package static func partition(key: UnsafeRawBufferPointer, count: Int) -> Int {
    Int(partition(key.baseAddress, key.count, UInt64(truncatingIfNeeded: count)))
  }

  @inline(__always)
  static func partition(_ key: UnsafeRawPointer?, _ size: Int, _ count: UInt64) -> UInt64 {
    ((XXH3.hash(key, size) &>> 32) &* count) &>> 32
  }
}
