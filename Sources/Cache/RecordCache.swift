internal import Glibc
package import Model
internal import Synchronization

/// Records of documents that were read before, in a directory of the user's. Many processes use it at
/// once. Nothing that goes wrong with it fails a job: then less is found, or kept, and why is said once.
package final class RecordCache: Sendable {
  private struct State {
    /// Bytes of entries that are yet to be counted.
    var uncounted = 0
    /// Why nothing is kept.
    var trouble: CacheTrouble?
    var isTold = false
  }
  private let state: Mutex<State>
  private let directory: CacheDirectory?
  private let path: String
  /// The most bytes of all entries.
  private let limit: Int

  /// - Returns: nil if nothing is to be kept.
  package static func open(_ choice: CacheChoice) -> RecordCache? {
    do throws(MRError) {
      return try choice.place().map { RecordCache($0) }
    } catch {
      return RecordCache(CacheTrouble("", error.description))
    }
  }

  private init(_ trouble: CacheTrouble) {
    path = trouble.path
    directory = nil
    limit = 0
    state = Mutex(State(trouble: trouble))
  }

  /// Opens the cache, and makes its directory if it is not there.
  package init(_ place: CachePlace) {
    path = place.directory
    do throws(CacheTrouble) {
      let directory = try CacheDirectory(making: place.directory)
      NewFile.removeAbandoned(in: directory)
      self.directory = directory
      limit = place.size ?? CacheLimit.standard(directory)
      state = Mutex(State())
    } catch {
      directory = nil
      limit = 0
      state = Mutex(State(trouble: error))
    }
  }

  /// An entry may be so large, in bytes: one alone is not to drive out all others.
  var mostEntry: Int { limit / 4 }

  /// Reads all of an entry. One that is damaged, or was made by code that is no more, is removed.
  /// - Returns: nil if there is none.
  package func find(_ key: EntryKey, _ buffers: EntryBuffers) -> EntryReader? {
    guard let directory, let file = directory.open(key.path) else { return nil }
    do throws(EntryDamage) {
      let reader = try EntryReader(file, key, buffers.decompressor)
      if reader.description.files.allSatisfy(\.isUnchanged) { return reader }
    } catch {}
    directory.remove(key.path)
    return nil
  }

  /// An entry that turned out to be damaged.
  package func remove(_ key: EntryKey) { directory?.remove(key.path) }

  /// - Returns: nil if nothing can be kept.
  package func writer(
    _ key: EntryKey, _ description: EntryDescription, _ buffers: EntryBuffers
  ) -> EntryWriter? {
    guard directory != nil, state.withLock({ $0.trouble == nil }) else { return nil }
    return EntryWriter(self, key, description, buffers.compressor)
  }

  /// Why nothing is kept, a sentence; nil if there is no reason, or it was told before.
  package func takeTrouble() -> String? {
    let trouble = state.withLock { state -> CacheTrouble? in
      if state.isTold { return nil }
      state.isTold = state.trouble != nil
      return state.trouble
    }
    let place = path.isEmpty ? "" : " in \(printable(path.utf8))"
    return trouble.map {
      "what is read of documents is not kept\(place) for later jobs: \($0.cause)"
    }
  }

  func newFile() throws(CacheTrouble) -> NewFile? { try directory.map(NewFile.init) }

  /// An entry was written that takes so much room.
  func count(_ room: Int) {
    guard let directory else { return }
    let bytes = state.withLock { state in
      state.uncounted += room
      return state.uncounted
    }
    if CacheUsage(directory, limit: limit).add(bytes) {
      state.withLock { $0.uncounted -= bytes }
    }
  }

  /// Nothing more is kept by this process.
  func fail(_ trouble: CacheTrouble) {
    state.withLock { $0.trouble = $0.trouble ?? trouble }
  }
}
