import Glibc
package import Model

/// A file with a line that nobody but its user may know.
package enum SecretFile {
  /// What no secret is longer than, in bytes.
  private static let longest = 1 << 16

  /// Reads the file. Blocks.
  /// - Parameter what: What it is, for errors: "the token".
  /// - Returns: The text without white space around it.
  /// - Throws: `invalidArgument` if it cannot be read, belongs to somebody else, or others may read it.
  package static func read(_ path: String, _ what: String) throws(MRError) -> String {
    func refusal(_ cause: String, remedy: String? = nil) -> MRError {
      MRError(
        .invalidArgument, "\(what) in \(printable(path.utf8)) cannot be used", cause: cause,
        remedy: remedy)
    }
    // A FIFO would wait for whoever writes it.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal("it is no file")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw refusal("it belongs to user \(status.st_uid)")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw refusal("others may read it", remedy: "chmod 600 \(printable(path.utf8))")
    }
    var bytes = [UInt8](repeating: 0, count: longest + 1)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw refusal(String(cString: strerror(errno))) }
    let space = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    let text = bytes[..<count].drop(while: space)
    guard count <= longest, let last = text.lastIndex(where: { !space($0) }),
      text.allSatisfy({ $0 != 0 })
    else { throw refusal(count == 0 ? "it is empty" : "it holds no such thing") }
    return String(decoding: text[...last], as: UTF8.self)
  }

  /// Makes the file, in the place of one that is there. Blocks.
  package static func write(_ text: String, to path: String, _ code: MRError.Code) throws(MRError) {
    let draft = "\(path).new"
    unlink(draft)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    var bytes = Array(text.utf8)
    let isWritten =
      descriptor >= 0 && Glibc.write(descriptor, &bytes, bytes.count) == bytes.count
      && fsync(descriptor) == 0
    let isThere = isWritten && rename(draft, path) == 0
    let cause = String(cString: strerror(errno))
    if descriptor >= 0 { close(descriptor) }
    guard isThere else {
      unlink(draft)
      throw MRError(code, "cannot write \(printable(path.utf8))", cause: cause)
    }
  }
}
