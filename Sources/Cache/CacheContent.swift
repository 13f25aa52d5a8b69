internal import Glibc
package import Model

/// What lies in a cache, for people.
package struct CacheContent {
  package struct Entry: Sendable {
    package let description: EntryDescription
    /// The room that it takes on disk, in bytes.
    package let room: Int
    /// When it was read or written last, in milliseconds since 1970.
    package let used: Int64
  }

  private let directory: CacheDirectory?
  /// The most bytes that entries may have together.
  package let limit: Int

  /// - Throws: `invalidArgument` if the directory cannot be used. One that is not there is empty.
  package init(of place: CachePlace) throws(MRError) {
    do throws(CacheTrouble) {
      directory = try CacheDirectory(place.directory)
    } catch {
      throw MRError(
        .invalidArgument, "the cache in \(printable(place.directory.utf8)) cannot be used",
        cause: error.cause)
    }
    limit = place.size ?? directory.map(CacheLimit.standard) ?? 0
  }

  /// The entries, in the order of their documents; damaged ones are left out.
  package func entries() -> [Entry] {
    guard let directory else { return [] }
    var entries: [Entry] = []
    CacheEntry.all(in: directory) { entry in
      guard let descriptor = directory.open(entry.path),
        let description = try? EntryBlocks.description(EntryFile(descriptor, readsAll: false))
      else { return }
      entries.append(
        Entry(description: description, room: entry.room, used: Int64(entry.used / 1_000_000)))
    }
    return entries.sorted {
      ($0.description.path, $0.description.share) < ($1.description.path, $1.description.share)
    }
  }

  /// Removes all entries.
  /// - Returns: how many there were, and the room that they took in bytes.
  package func clear() -> (entries: Int, room: Int) {
    guard let directory else { return (0, 0) }
    NewFile.removeAbandoned(in: directory)
    var (count, room) = (0, 0)
    CacheEntry.all(in: directory) { entry in
      directory.remove(entry.path)
      count += 1
      room += entry.room
    }
    CacheUsage.forget(in: directory)
    return (count, room)
  }
}
