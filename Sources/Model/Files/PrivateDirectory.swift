internal import Glibc

/// Directories that no other user can look into, from the moment that they are made.
package enum PrivateDirectory {
  /// Makes a directory of a name that nobody can foretell, below `$TMPDIR` or `/tmp`. Blocks.
  /// - Parameter prefix: what its name begins with.
  /// - Returns: its path.
  package static func temporary(_ prefix: String) throws(MRError) -> String {
    var template = Array("\(temporaryPath)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw MRError(
        .internal, "cannot make a directory in \"\(printable(temporaryPath.utf8))\"",
        cause: String(cString: strerror(errno)),
        remedy: "Set TMPDIR to a directory that may be written to.")
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Where temporary files go.
  package static var temporaryPath: String { environmentPath("TMPDIR") ?? "/tmp" }

  /// Makes a directory and those above it that are missing. Blocks.
  /// - Returns: whether that was possible; if not, errno has the reason. A directory that was there stays as it is.
  package static func make(_ path: String) -> Bool {
    if mkdir(path, 0o700) == 0 { return true }
    if errno == EEXIST { return isDirectory(path) }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex,
      make(String(path[..<slash]))
    else { return isDirectory(path) }
    return mkdir(path, 0o700) == 0 || isDirectory(path)
  }

  /// Keeps errno unless it is one.
  private static func isDirectory(_ path: String) -> Bool {
    let reason = errno
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return true }
    errno = reason == EEXIST ? ENOTDIR : reason
    return false
  }
}
