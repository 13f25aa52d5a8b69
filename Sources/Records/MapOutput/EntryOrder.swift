internal import CMapReduce

/// A total order of the entries of one partition.
protocol EntryOrder {
  func precedes(_ a: SortEntry, _ b: SortEntry) -> Bool
}

/// The order of normalised keys, then of arrival.
struct ByteOrder: EntryOrder {
  let frames: UnsafeRawPointer

  @inline(__always)
  func precedes(_ a: SortEntry, _ b: SortEntry) -> Bool {
    if a.prefix != b.prefix { return a.prefix < b.prefix }
    if a.sizeClass != SortEntry.longKey || b.sizeClass != SortEntry.longKey {
      return a.location < b.location
    }
    let order = compareRest(a, b)
    return order != 0 ? order < 0 : a.location < b.location
  }

  /// Compares two long keys with the same prefix.
  @inline(never)
  private func compareRest(_ a: SortEntry, _ b: SortEntry) -> Int {
    let a = StoredRecord(frames + a.offset).key
    let b = StoredRecord(frames + b.offset).key
    return compareKeys(a, b, from: 8)
  }
}

/// A plugin's order of keys, then that of arrival.
struct CustomOrder: EntryOrder {
  let frames: UnsafeRawPointer
  let comparator: KeyComparator

  func precedes(_ a: SortEntry, _ b: SortEntry) -> Bool {
    let order = comparator(
      StoredRecord(frames + a.offset).key, StoredRecord(frames + b.offset).key)
    return order != 0 ? order < 0 : a.offset < b.offset
  }
}
