import Glibc
import Model

enum SpecFile {
  /// The most that is read: a larger file is no job spec.
  private static let limit = 1 << 20

  /// - Throws: `notFound` or `invalidArgument`, naming the file.
  static func read(_ path: String) throws(MRError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { break }
      guard count > 0 else { throw failure(path) }
      bytes += buffer[..<count]
      if bytes.count > limit {
        throw MRError(.invalidArgument, "\(path) is too large for a job spec", cause: "over 1 MiB")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw MRError(.invalidArgument, "\(path) is not UTF-8 text")
    }
    return text
  }

  private static func failure(_ path: String) -> MRError {
    MRError(
      errno == ENOENT ? .notFound : .invalidArgument, "cannot read the job spec \(path)",
      cause: String(cString: strerror(errno)))
  }
}
