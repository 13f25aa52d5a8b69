import Glibc
import Model

/// What the file system says of a path, links followed.
struct FileStatus {
  enum Kind { case regular, directory, other }

  let kind: Kind
  /// The size in bytes.
  let size: Int
  /// The time of modification in nanoseconds since 1970.
  let modified: Int64
  let directory: DirectoryID

  /// What tells directories apart, whatever path leads to them.
  struct DirectoryID: Hashable {
    let device: dev_t
    let inode: ino_t
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      default: .other
      }
    size = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    directory = DirectoryID(device: status.st_dev, inode: status.st_ino)
  }

  /// The status of what lies at a path; nil with `errno` if the system refuses.
  init?(at path: BytePath) {
    var status = stat()
    guard withPath(path, { stat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// The status of an open file; nil with `errno` if the system refuses.
  init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Whether there is anything at a path, be it a link that leads nowhere.
  static func exists(_ path: BytePath) -> Bool {
    var status = stat()
    return withPath(path) { lstat($0, &status) } == 0
  }

  /// Whether there is a link at a path, whatever it leads to.
  static func isLink(_ path: BytePath) -> Bool {
    var status = stat()
    return withPath(path, { lstat($0, &status) }) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}
