internal import CMapReduce
internal import Model

/// The groups of one sorted partition in memory.
final class SortedGroups: RecordGroups {
  /// The key of the group that `nextGroup` began.
  private(set) var normalizedKey = mr_bytes()
  private let entries: UnsafePointer<SortEntry>
  private let count: Int
  private let frames: UnsafeRawPointer
  private let comparator: KeyComparator?
  private var plainKey: PlainKey
  private var next = 0
  private var groupEnd = 0

  /// Entries and frames have to outlive the groups.
  init(
    entries: UnsafePointer<SortEntry>, count: Int, frames: UnsafeRawPointer, keyType: ValueType,
    comparator: KeyComparator?
  ) {
    self.entries = entries
    self.count = count
    self.frames = frames
    self.comparator = comparator
    plainKey = PlainKey(type: keyType)
  }

  func nextGroup() -> mr_bytes? {
    next = groupEnd
    guard next < count else { return nil }
    normalizedKey = record(next).key
    groupEnd = next + 1
    while groupEnd < count, isInGroup(groupEnd) { groupEnd += 1 }
    return plainKey.plain(normalizedKey)
  }

  func values(into target: UnsafeMutablePointer<mr_bytes>, capacity: Int) -> Int {
    let size = min(capacity, groupEnd - next)
    for i in 0..<size { target[i] = record(next + i).value }
    next += size
    return size
  }

  private func record(_ index: Int) -> StoredRecord {
    StoredRecord(frames + entries[index].offset)
  }

  private func isInGroup(_ index: Int) -> Bool {
    if let comparator { return comparator(record(index).key, normalizedKey) == 0 }
    let (entry, first) = (entries[index], entries[next])
    guard entry.prefix == first.prefix, entry.sizeClass == first.sizeClass else { return false }
    return entry.sizeClass < SortEntry.longKey
      || compareKeys(record(index).key, normalizedKey, from: 8) == 0
  }
}
