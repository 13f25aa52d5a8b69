internal import Glibc

/// An entry's file.
struct CacheEntry {
  /// Below the cache's directory.
  let path: String
  /// The room that it takes, in bytes.
  let room: Int
  /// When it was read or written last, in nanoseconds since 1970.
  let used: Int

  static func all(in directory: CacheDirectory, _ body: (CacheEntry) -> Void) {
    for folder in 0..<EntryKey.folders {
      directory.files(EntryKey.folder(folder)) { path, status in
        body(
          CacheEntry(
            path: path, room: CacheUsage.room(Int(status.st_size)),
            used: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec))
      }
    }
  }
}
