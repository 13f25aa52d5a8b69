import Glibc
import Model

/// The directory of a master's journal, logs and copies: nobody else's, and closed to others.
enum StateDirectory {
  /// Makes a directory and those above it that are missing, for this user only, or closes one that is there
  /// already.
  /// - Throws: `journal` if it is another user's, or holds other things: closing such a directory could
  ///   lock out who works in it.
  static func make(_ path: String) throws(MRError) {
    guard PrivateDirectory.make(path) else {
      throw failure(path, "cannot make the state directory", String(cString: strerror(errno)))
    }
    let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else {
      throw failure(path, "cannot open the state directory", String(cString: strerror(errno)))
    }
    defer { close(directory) }
    var status = stat()
    guard fstat(directory, &status) == 0, status.st_uid == geteuid() else {
      throw failure(
        path, "the state directory is another user's:", "it belongs to the user \(status.st_uid)")
    }
    guard status.st_mode & 0o077 != 0 else { return try checkEntries(path, directory) }
    guard isEmpty(path) || faccessat(directory, "journal.sqlite", F_OK, 0) == 0 else {
      throw failure(
        path, "other users may enter the state directory",
        "it holds other things than a master's state, so it is not closed to them")
    }
    guard fchmod(directory, 0o700) == 0 else {
      throw failure(
        path, "cannot close the state directory to other users:",
        String(cString: strerror(errno)))
    }
    // Closed, it holds what others have put there before.
    try checkEntries(path, directory)
  }

  /// - Throws: `journal` if others made, or can change, what is in the directory: a job that they have put into its journal
  ///   would run as this user.
  private static func checkEntries(_ path: String, _ directory: CInt) throws(MRError) {
    guard let stream = opendir(path) else {
      throw failure(path, "cannot read the state directory", String(cString: strerror(errno)))
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      var status = stat()
      guard name != ".", name != "..",
        fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      else { continue }
      let kind = status.st_mode & S_IFMT
      let cause: String? =
        if status.st_uid != geteuid() {
          "it belongs to the user \(status.st_uid)"
        } else if kind == S_IFLNK {
          "it is a link"
        } else if kind != S_IFSOCK, status.st_mode & 0o022 != 0 {
          "other users may write to it"
        } else {
          nil
        }
      if let cause {
        throw failure(
          "\(path)/\(name)", "what is in the state directory is not the master's own:", cause)
      }
    }
  }

  private static func isEmpty(_ path: String) -> Bool {
    guard let stream = opendir(path) else { return false }
    defer { closedir(stream) }
    var count = 0
    while readdir(stream) != nil { count += 1 }
    return count <= 2
  }

  private static func failure(_ path: String, _ what: String, _ cause: String) -> MRError {
    MRError(
      .journal, "\(what) \(printable(path.utf8))", cause: cause,
      remedy: "Choose a directory of its own with --state-dir.")
  }
}
