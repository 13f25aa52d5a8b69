internal import Glibc

/// The path that a variable of the environment has; nil if it has none. A relative one is none: it would mean
/// another place to each process, and the XDG base directory specification has such be ignored.
package func environmentPath(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee == CChar(bitPattern: UInt8(ascii: "/")) else {
    return nil
  }
  return String(cString: value)
}
