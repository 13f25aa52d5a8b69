import Glibc

/// What changes when a file is replaced or written to.
struct FileIdentity: Hashable, Sendable {
  let size: Int
  private let device: UInt64
  private let inode: UInt64
  /// In nanoseconds. A program can set the time of modification, but not that of change.
  private let modified: Int
  private let changed: Int

  /// - Returns: nil if there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
  }
}
