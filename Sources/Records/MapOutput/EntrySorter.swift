/// Sorts the entries of one partition; all the memory it needs is a second array of equal size.
struct EntrySorter<Order: EntryOrder> {
  typealias Entries = UnsafeMutablePointer<SortEntry>

  let order: Order

  /// Below this, inserting is fastest; above the other, counting the values of a byte is.
  private static var fewEntries: Int { 16 }
  private static var manyEntries: Int { 512 }

  /// Sorts by the bytes of the prefix from `shift` down, as far as that divides the entries, and
  /// then by comparison. Entries agree in what lies above `shift`.
  func sortByPrefix(_ entries: Entries, _ scratch: Entries, _ count: Int, shift: UInt64 = 56) {
    var shift = shift
    guard count > Self.manyEntries else { return sort(entries, scratch, count) }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { ends in
      while true {
        ends.initialize(repeating: 0)
        for i in 0..<count { ends[Self.digit(entries[i], shift)] &+= 1 }
        if ends[Self.digit(entries[0], shift)] < count { break }
        // All entries have this byte.
        if shift == 0 { return sort(entries, scratch, count) }
        shift &-= 8
      }
      var sum = 0
      for digit in 0..<256 {
        let size = ends[digit]
        ends[digit] = sum
        sum &+= size
      }
      for i in 0..<count {
        let digit = Self.digit(entries[i], shift)
        scratch[ends[digit]] = entries[i]
        ends[digit] &+= 1
      }
      entries.update(from: scratch, count: count)
      var start = 0
      for digit in 0..<256 where ends[digit] > start {
        let size = ends[digit] - start
        if shift == 0 {
          sort(entries + start, scratch + start, size)
        } else {
          sortByPrefix(entries + start, scratch + start, size, shift: shift &- 8)
        }
        start = ends[digit]
      }
    }
  }

  /// Merge sort that looks first whether halves are in order already, as those of equal keys are.
  func sort(_ entries: Entries, _ scratch: Entries, _ count: Int) {
    guard count > Self.fewEntries else { return insertionSort(entries, count) }
    let half = count / 2
    sort(entries, scratch, half)
    sort(entries + half, scratch, count - half)
    guard order.precedes(entries[half], entries[half - 1]) else { return }
    scratch.update(from: entries, count: half)
    var left = 0
    var right = half
    var target = 0
    while left < half && right < count {
      if order.precedes(entries[right], scratch[left]) {
        entries[target] = entries[right]
        right &+= 1
      } else {
        entries[target] = scratch[left]
        left &+= 1
      }
      target &+= 1
    }
    (entries + target).update(from: scratch + left, count: half - left)
  }

  private func insertionSort(_ entries: Entries, _ count: Int) {
    var i = 1
    while i < count {
      let entry = entries[i]
      var hole = i
      while hole > 0, order.precedes(entry, entries[hole &- 1]) {
        entries[hole] = entries[hole &- 1]
        hole &-= 1
      }
      entries[hole] = entry
      i &+= 1
    }
  }

  @inline(__always)
  private static func digit(_ entry: SortEntry, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: entry.prefix &>> shift & 0xff)
  }
}
