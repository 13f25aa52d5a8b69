package import CMapReduce

/// Reads the records of an entry whose every byte was found right before.
package final class EntryReader {
  package let description: EntryDescription
  private var blocks: EntryBlocks
  private let decompressor: Decompressor
  private var items = ItemDecoder(UnsafeRawBufferPointer(start: nil, count: 0))
  /// The number that the next record has; 0 before a block says one.
  private var nextNumber = 0
  /// Whether the batch that was read last ended at a boundary.
  private var isAtBoundary = false

  /// Reads all of the file.
  /// - Parameters:
  ///   - descriptor: is closed with the reader.
  ///   - key: of the entry that is looked for.
  init(_ descriptor: Int32, _ key: EntryKey, _ decompressor: Decompressor) throws(EntryDamage) {
    let file = try EntryFile(descriptor, readsAll: true)
    description = try EntryBlocks.check(file, key)
    blocks = try EntryBlocks(file, key)
    self.decompressor = decompressor
    file.touch()
  }

  /// Reads up to `capacity` records, whose numbers follow one another.
  /// - Parameter other: is handed what was done between records, and what was set for those that follow.
  /// - Returns: how many they are and the first one's number; nil when all were read. Their bytes live
  ///   until the next call.
  /// - Throws: `EntryDamage`, if the file is not any more what it was.
  package func next(
    into records: UnsafeMutablePointer<mr_record>, capacity: Int, other: (KeptItem) -> Void
  ) throws(EntryDamage) -> (count: Int, first: Int)? {
    var count = 0
    var first = nextNumber
    if isAtBoundary { other(.boundary) }
    isAtBoundary = false
    while count < capacity {
      guard let item = try items.next() else {
        if count > 0 { break }
        guard try beginBlock() else { return nil }
        continue
      }
      switch item {
      case .record(let record):
        guard nextNumber > 0 else { throw EntryDamage("a record without a number") }
        if count == 0 { first = nextNumber }
        records[count] = record
        count += 1
        nextNumber += 1
      case .number(let number):
        let follows = number == nextNumber
        nextNumber = number
        if !follows, count > 0 { return (count, first) }
      case .boundary where count > 0:
        isAtBoundary = true
        return (count, first)
      case .boundary, .attribute, .log, .count, .asked: other(item)
      }
    }
    return (count, first)
  }

  /// Reads the next block of an entry that has no records.
  /// - Returns: nil after the last; the bytes live until the next call.
  /// - Throws: `EntryDamage`, if the file is not any more what it was.
  package func nextBlock() throws(EntryDamage) -> UnsafeRawBufferPointer? {
    guard let (header, stored) = try blocks.next(), header.kind == .items else { return nil }
    return try decompressor.uncompress(stored, size: header.full)
  }

  private func beginBlock() throws(EntryDamage) -> Bool {
    guard let block = try nextBlock() else { return false }
    items = ItemDecoder(block)
    nextNumber = 0
    return true
  }
}
