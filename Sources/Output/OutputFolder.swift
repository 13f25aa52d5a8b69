internal import Glibc
package import Model

/// A directory of a result, open. Files are named relative to it, and no name leads out of it: whatever takes
/// its path's place meanwhile is not meant, and what lies in a file's place is neither followed nor written to.
package final class OutputFolder {
  package let path: String
  private let descriptor: Int32

  /// - Parameter path: may lead through links.
  package init(_ path: String) throws(MRError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw failure("open", nil, errno) }
  }

  /// Opens a directory of this one, which is none if it is a link.
  init(_ name: String, in outer: OutputFolder) throws(MRError) {
    path = "\(outer.path)/\(name)"
    descriptor = openat(
      outer.descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0 { throw failure("open", nil, errno) }
  }

  deinit { close(descriptor) }

  /// Makes a file. What has the name already is not touched.
  /// - Returns: its descriptor.
  func create(_ name: String, mode: UInt32) throws(MRError) -> Int32 {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = openat(descriptor, name, flags, mode)
    if file < 0 {
      throw failure(
        "create", name, errno,
        errno == EEXIST
          ? "Does another job write there? Name another output directory."
          : "Check the disk's free space and the directory's permissions, and submit again.")
    }
    return file
  }

  /// Makes a directory, which may be there.
  func makeFolder(_ name: String) throws(MRError) -> OutputFolder {
    guard mkdirat(descriptor, name, 0o777) == 0 || errno == EEXIST else {
      throw failure("create", name, errno)
    }
    return try OutputFolder(name, in: self)
  }

  /// The beginning of a small file; nil if there is none.
  func text(of name: String) -> String? {
    guard let file = regularFile(name, O_RDONLY) else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: Self.longestText)
    let count = read(file, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// Leaves a file without content, if that is this text.
  func empty(_ name: String, of text: String?) throws(MRError) {
    guard let file = regularFile(name, O_WRONLY) else { throw failure("empty", name, errno) }
    defer { close(file) }
    let found = self.text(of: name)
    guard text == nil || found == text || found == "" else {
      throw failure("empty", name, EEXIST)
    }
    guard ftruncate(file, 0) == 0 else { throw failure("empty", name, errno) }
  }

  func rename(_ name: String, to other: String) throws(MRError) {
    guard renameat(descriptor, name, descriptor, other) == 0 else {
      throw failure("create", other, errno)
    }
  }

  func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  func removeFolder(_ name: String) { unlinkat(descriptor, name, AT_REMOVEDIR) }

  /// The size of a file in bytes; nil if there is none.
  func size(of name: String) -> Int? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Int(status.st_size)
  }

  var status: stat {
    var status = stat()
    fstat(descriptor, &status)
    return status
  }

  /// Whether this process may make files in it.
  var isWritable: Bool { faccessat(descriptor, ".", W_OK | X_OK, AT_EACCESS) == 0 }

  /// The names of all entries, sorted.
  func entries() throws(MRError) -> [String] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else {
      let cause = errno
      if copy >= 0 { close(copy) }
      throw failure("read", nil, cause)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func failure(
    _ verb: String, _ name: String?, _ number: Int32, _ remedy: String? = nil
  ) -> MRError {
    let whole = name.map { "\(path)/\($0)" } ?? path
    return MRError(
      .output, "cannot \(verb) \"\(printable(whole.utf8))\"",
      cause: String(cString: strerror(number)),
      remedy: remedy)
  }

  private static let longestText = 1 << 16

  /// A pipe in a file's place is not waited for.
  private func regularFile(_ name: String, _ access: Int32) -> Int32? {
    let file = openat(descriptor, name, access | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    var status = stat()
    if fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return file }
    close(file)
    errno = EINVAL
    return nil
  }
}
