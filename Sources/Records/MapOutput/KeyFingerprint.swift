internal import CMapReduce

/// What the aggregation table needs to know of a key to find its slot: most keys as a whole.
struct KeyFingerprint {
  /// See `AggregationSlot`.
  let head: UInt64
  let tail: UInt64

  /// Of the slot to begin at; the lower bits count.
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

  @inline(__always)
  init(_ key: mr_bytes) {
    guard key.size > 0, let data = key.data else {
      self.init(head: 0, tail: 0)
      return
    }
    let head = KeyHead.load(data, key.size)
    guard key.size <= 16 else {
      self.init(head: head, tail: XXH3.hash(data, key.size, seed: Self.seed))
      return
    }
    // Read in any case: which words are longer than eight letters cannot be predicted.
    let last = (data + max(0, key.size &- 8)).loadUnaligned(as: UInt64.self)
    self.init(head: head, tail: key.size > 8 ? last : UInt64(truncatingIfNeeded: key.size))
  }
}
