import Glibc
import Model

extension MRError {
  /// A failed system call on a path.
  /// - Parameter number: the `errno` it left.
  static func system(_ path: BytePath, _ what: String, _ number: Int32) -> MRError {
    let remedy: String? =
      switch number {
      case EACCES, EPERM: "Let the user that runs mr read it."
      case ENOENT: "It was there when the input was listed: start the job again."
      case EMFILE, ENFILE: "Raise the limit of open files (ulimit -n)."
      case EIO: "Check the disk or the network file system it lies on."
      default: nil
      }
    // glibc's strerror is safe in threads.
    return MRError(
      .input, "`\(path)` \(what)", cause: String(cString: strerror(number)), remedy: remedy)
  }

  /// A file that does not hold as many bytes as the system says that it has.
  static func wrongSize(_ file: InputFile, _ comparison: String) -> MRError {
    MRError(
      .input, "`\(file.path)` holds \(comparison) than the \(file.size) bytes that its size is",
      cause: "what it holds is made while it is read, as in /proc and /sys",
      remedy: "Copy it into a file first: cat FILE > COPY.")
  }

  static func changed(_ path: BytePath, _ how: String) -> MRError {
    MRError(
      .inputChanged, "`\(path)` \(how)",
      remedy: "Input must stay as it is while a job runs: start the job again.")
  }
}

/// Bytes with an ending NUL, for system calls.
func withPath<Result>(_ path: BytePath, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
  var bytes = path.bytes.map { CChar(bitPattern: $0) }
  bytes.append(0)
  return bytes.withUnsafeBufferPointer { body($0.baseAddress!) }
}
