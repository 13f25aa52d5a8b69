/// The cache as an attempt uses it, open. Belongs to the attempt's thread. Nothing of it is left open
/// between attempts, where a worker looks whether a plugin has left something.
package final class CacheSession {
  private let cache: RecordCache
  private let directory: CacheDirectory
  private let limit: Int
  package let secret: CacheSecret
  private let compressor = Compressor()
  private let decompressor = Decompressor()

  init(_ cache: RecordCache, _ directory: CacheDirectory, limit: Int) throws(CacheTrouble) {
    secret = try CacheSecret(of: directory)
    self.cache = cache
    self.directory = directory
    self.limit = limit
  }

  /// An entry may be so large, in bytes: one alone is not to drive out all others.
  var mostEntry: Int { limit / 4 }

  /// Reads all of an entry. One that is damaged, or was made by code that is no more, is removed.
  /// - Returns: nil if there is none.
  package func find(_ key: EntryKey) -> EntryReader? {
    guard let file = directory.open(key.path) else { return nil }
    do throws(EntryDamage) {
      let reader = try EntryReader(file, key, decompressor)
      if reader.description.files.allSatisfy(\.isUnchanged) { return reader }
    } catch {}
    remove(key)
    return nil
  }

  /// Removes an entry that turned out to be damaged.
  package func remove(_ key: EntryKey) { directory.remove(key.path) }

  /// - Returns: nil if nothing can be kept.
  package func writer(_ key: EntryKey, _ description: EntryDescription) -> EntryWriter? {
    guard !cache.isInTrouble else { return nil }
    return EntryWriter(self, key, description, compressor)
  }

  func newFile() throws(CacheTrouble) -> NewFile { try NewFile(directory) }

  /// An entry was written that takes so much room.
  func count(_ room: Int) {
    cache.count(room) { CacheUsage(directory, limit: limit).add($0) }
  }

  /// Nothing more is kept by this process.
  func fail(_ trouble: CacheTrouble) { cache.fail(trouble) }
}
