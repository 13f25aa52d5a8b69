internal import Glibc
internal import Model

/// The directory that entries lie in, open. Everything below it is named relative to it: whatever
/// takes its path's place is none of ours.
///
///     records-1/00 … ff/  entries, by the first byte of their key
///     records-1/new/      files in the making, each locked by who writes it
///     records-1/secret    what the digests of documents depend on
///     records-1/usage     how many bytes the entries have together
final class CacheDirectory: Sendable {
  let descriptor: Int32
  /// The name is that of the files' layout.
  private static let name = "records-1"
  static let newFiles = "new"

  /// Opens a directory, and makes it if it is not there.
  init(making path: String) throws(CacheTrouble) {
    try Self.make(path)
    let outer = try Self.open(path, at: AT_FDCWD)
    defer { close(outer) }
    if mkdirat(outer, Self.name, 0o700) != 0, errno != EEXIST { throw CacheTrouble(errno) }
    descriptor = try Self.open(Self.name, at: outer)
    // Others need not know which documents there are, either.
    fchmod(descriptor, 0o700)
  }

  /// Opens a directory; nil if it is not there.
  init?(_ path: String) throws(CacheTrouble) {
    guard access("\(path)/\(Self.name)", F_OK) == 0 || errno != ENOENT else { return nil }
    let outer = try Self.open(path, at: AT_FDCWD)
    defer { close(outer) }
    descriptor = try Self.open(Self.name, at: outer)
  }

  deinit { close(descriptor) }

  /// Makes a directory of the user's own, and those above it.
  private static func make(_ path: String) throws(CacheTrouble) {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      if mkdir(String(path[..<end]), 0o700) != 0, errno != EEXIST, end == path.endIndex {
        throw CacheTrouble(errno)
      }
    }
  }

  /// What others can write to, they can put entries into.
  private static func open(_ path: String, at directory: Int32) throws(CacheTrouble) -> Int32 {
    let descriptor = openat(directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CacheTrouble(errno) }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    guard isKnown, status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
      close(descriptor)
      throw CacheTrouble("it is not the user's own, or others may write to it")
    }
    return descriptor
  }

  /// - Returns: nil if it cannot be opened.
  func open(_ path: String) -> Int32? {
    let file = openat(descriptor, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    return file >= 0 ? file : nil
  }

  func remove(_ path: String) { unlinkat(descriptor, path, 0) }

  /// The files of a folder; none if there is no such.
  func files(_ folder: String, _ body: (_ path: String, _ status: stat) -> Void) {
    let file = openat(descriptor, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return }
    guard let stream = fdopendir(file) else {
      close(file)
      return
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      var status = stat()
      guard fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      body("\(folder)/\(name)", status)
    }
  }
}
