import Glibc
import Model

/// Why one try at a server failed, which decides what becomes of the operation.
enum MemcachedFailure: Error {
  /// The server is short of memory: trying again later helps.
  case refused(_ cause: String)
  /// The connection failed or timed out: a new one may do.
  case unreachable(_ cause: String)
  /// The server will never accept this.
  case rejected(_ cause: String)
  /// The server wants to be told a password, or another one, or none.
  case denied(_ cause: String)
  /// The server is not at fault: whoever was handed a value threw this.
  case stopped(MRError)

  /// In the system's words. A call that it would not wait for any longer has timed out.
  static func system(_ number: CInt) -> MemcachedFailure {
    .unreachable(String(cString: strerror(number == EAGAIN ? ETIMEDOUT : number)))
  }
}
