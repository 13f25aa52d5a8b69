internal import Glibc
internal import Model

/// Why nothing can be kept at a place.
struct CacheTrouble: Error {
  let cause: String

  init(_ cause: String) { self.cause = cause }

  /// - Parameter code: The system's.
  init(_ code: Int32) { self.init(String(cString: strerror(code))) }
}
