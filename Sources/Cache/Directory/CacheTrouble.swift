internal import Glibc
internal import Model

/// Why nothing can be kept at a place.
struct CacheTrouble: Error {
  let path: String
  let cause: String

  init(_ path: String, _ cause: String) {
    self.path = path
    self.cause = cause
  }

  /// - Parameter code: The system's.
  init(_ path: String, _ code: Int32) {
    self.init(path, String(cString: strerror(code)))
  }
}
