internal import Glibc

extension PrivateDirectory {
  /// Makes the directory, whose parent exists. At no time can others enter it. One that is there
  /// already is taken if it is this user's, and closed to others then.
  /// - Throws: `code`, if it cannot be made, is no directory, or belongs to somebody else.
  package static func make(_ path: String, _ code: MRError.Code) throws(MRError) {
    if mkdir(path, 0o700) == 0 { return }
    func refusal(_ cause: String, remedy: String? = nil) -> MRError {
      MRError(
        code, "cannot use the directory \(printable(path.utf8))", cause: cause, remedy: remedy)
    }
    guard errno == EEXIST else { throw refusal(String(cString: strerror(errno))) }
    // Whoever made a link, or the directory, decides what happens in it.
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw refusal(
        errno == ELOOP || errno == ENOTDIR
          ? "it is a link or a file" : String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw refusal(String(cString: strerror(errno))) }
    guard status.st_uid == geteuid() else {
      throw refusal(
        "it belongs to user \(status.st_uid)",
        remedy: "Name a directory of your own, or have its owner remove it.")
    }
    guard status.st_mode & 0o077 == 0 || fchmod(descriptor, 0o700) == 0 else {
      throw refusal(String(cString: strerror(errno)))
    }
  }
}
