package import Model
internal import Synchronization

/// Records of documents that were read before, in a directory of the user's. Many processes use it at
/// once. Nothing that goes wrong with it fails a job: then less is found, or kept, and why is said once.
package final class RecordCache: Sendable {
  private struct State {
    /// The most bytes of all entries; nil before the first session.
    var limit: Int?
    /// Bytes of entries that are yet to be counted.
    var uncounted = 0
    /// Why nothing is kept.
    var trouble: CacheTrouble?
    var isTold = false
  }
  private let state = Mutex(State())
  private let place: CachePlace

  /// - Returns: nil if nothing is to be kept.
  package static func open(_ choice: CacheChoice) -> RecordCache? {
    do throws(MRError) {
      return try choice.place().map { RecordCache($0) }
    } catch {
      let cache = RecordCache(CachePlace(directory: ""))
      cache.fail(CacheTrouble(error.description))
      return cache
    }
  }

  init(_ place: CachePlace) { self.place = place }

  /// Opens the cache, and makes its directory if it is not there.
  /// - Returns: nil if it cannot be used.
  package func begin() -> CacheSession? {
    if place.directory.isEmpty { return nil }
    do throws(CacheTrouble) {
      let directory = try CacheDirectory(making: place.directory)
      let limit = state.withLock({ $0.limit }) ?? firstLimit(directory)
      return try CacheSession(self, directory, limit: limit)
    } catch {
      fail(error)
      return nil
    }
  }

  private func firstLimit(_ directory: CacheDirectory) -> Int {
    NewFile.removeAbandoned(in: directory)
    let limit = place.size ?? CacheLimit.standard(directory)
    state.withLock { $0.limit = limit }
    return limit
  }

  /// Why nothing is kept, a sentence; nil if there is no reason, or it was told before.
  package func takeTrouble() -> String? {
    let trouble = state.withLock { state -> CacheTrouble? in
      if state.isTold { return nil }
      state.isTold = state.trouble != nil
      return state.trouble
    }
    let path = place.directory.isEmpty ? "" : " in \(printable(place.directory.utf8))"
    return trouble.map {
      "nothing is kept\(path) for later jobs: \($0.cause)"
    }
  }

  var isInTrouble: Bool { state.withLock { $0.trouble != nil } }

  /// Nothing more is kept by this process.
  func fail(_ trouble: CacheTrouble) {
    state.withLock { $0.trouble = $0.trouble ?? trouble }
  }

  /// Counts what an entry takes, with what could not be counted before.
  /// - Parameter add: Whether it was counted.
  func count(_ room: Int, _ add: (Int) -> Bool) {
    let bytes = state.withLock { state in
      state.uncounted += room
      return state.uncounted
    }
    if add(bytes) { state.withLock { $0.uncounted -= bytes } }
  }
}
