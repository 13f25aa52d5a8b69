internal import Glibc

/// A file in the making. Until it is published it is locked, which ends with this process: what is not
/// locked any more is nobody's.
final class NewFile {
  private let directory: CacheDirectory
  private let descriptor: Int32
  private let path: String
  private var isPublished = false
  private var size = 0
  private let limit: Int

  init(_ directory: CacheDirectory) throws(CacheTrouble) {
    self.directory = directory
    limit = Self.mostBytes
    (path, descriptor) = try Self.makeLocked(directory)
  }

  deinit {
    close(descriptor)
    if !isPublished { directory.remove(path) }
  }

  private static func makeLocked(_ directory: CacheDirectory) throws(CacheTrouble)
    -> (path: String, descriptor: Int32)
  {
    while true {
      let name = "\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
      let path = "\(CacheDirectory.newFiles)/\(name)"
      var file = open(path, directory)
      if file < 0, errno == ENOENT {
        mkdirat(directory.descriptor, CacheDirectory.newFiles, 0o700)
        file = open(path, directory)
      }
      guard file >= 0 else { throw CacheTrouble(errno) }
      flock(file, LOCK_EX)
      // Before it was locked, another process may have taken it for abandoned.
      var status = stat()
      if fstat(file, &status) == 0, status.st_nlink > 0 { return (path, file) }
      close(file)
    }
  }

  private static func open(_ path: String, _ directory: CacheDirectory) -> Int32 {
    openat(directory.descriptor, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
  }

  /// A process that writes more to a file than it may is killed, rather than told.
  private static var mostBytes: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  func write(_ bytes: [UInt8]) throws(CacheTrouble) {
    guard bytes.count <= limit - size else { throw CacheTrouble(EFBIG) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw CacheTrouble(errno) }
      written += count
    }
    size += bytes.count
  }

  /// Gives the file its name, in the place of what has it.
  /// - Returns: the room that it takes on disk, in bytes; nil if somebody removed it.
  func publish(as target: String) throws(CacheTrouble) -> Int? {
    if rename(to: target) {
      isPublished = true
      return CacheUsage.room(size)
    }
    if errno == ENOENT { return nil }
    throw CacheTrouble(errno)
  }

  /// Gives the file a name that nothing has yet. Where a file cannot have two names nothing happens.
  func link(to target: String) {
    linkat(directory.descriptor, path, directory.descriptor, target, 0)
  }

  private func rename(to target: String) -> Bool {
    let folder = String(target.prefix { $0 != "/" })
    if renameat(directory.descriptor, path, directory.descriptor, target) == 0 { return true }
    guard errno == ENOENT, mkdirat(directory.descriptor, folder, 0o700) == 0 || errno == EEXIST
    else { return false }
    return renameat(directory.descriptor, path, directory.descriptor, target) == 0
  }

  /// Removes what processes that were killed have left.
  static func removeAbandoned(in directory: CacheDirectory) {
    directory.files(CacheDirectory.newFiles) { path, _ in
      guard let file = directory.open(path) else { return }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { directory.remove(path) }
      close(file)
    }
  }
}
