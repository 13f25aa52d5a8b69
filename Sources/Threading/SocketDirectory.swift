import CXXHash
import Glibc
package import Model

/// The directory of a server's Unix sockets, which only its user can enter.
///
/// The system takes no path of a socket that is longer than 107 bytes. Where the directory that was
/// wished for leaves no room for a name, another one stands in for it: the same one for every process
/// that asks, so that clients find the socket by the directory that was wished for.
package struct SocketDirectory: Sendable, Hashable {
  package let path: String
  /// Whether it stands in for the one that was wished for.
  private let isStandIn: Bool

  /// Bytes that a socket's name may have.
  package static let longestName = 16
  private static let longestPath = 107 - 1 - longestName

  /// Makes nothing yet.
  /// - Parameters:
  ///   - wished: Absolute.
  ///   - runtime: Where stand-ins are made: a directory of this user's.
  ///   - open: Where else, although everybody may make files there. Only for paths that nobody can
  ///     guess: who makes the directory first keeps it.
  /// - Throws: `network` if the path is too long and nothing can stand in for it.
  package init(
    for wished: String, runtime: String? = Self.runtimeDirectory, orIn open: String? = nil
  ) throws(MRError) {
    if wished.utf8.count <= Self.longestPath {
      (path, isStandIn) = (wished, false)
      return
    }
    var text = wished
    let hash = text.withUTF8 { XXH_INLINE_XXH3_64bits($0.baseAddress, $0.count) }
    let name = "mr-" + withUnsafeBytes(of: hash.bigEndian) { hexadecimal($0) }
    let places = [runtime, open].compactMap { $0.map { "\($0)/\(name)" } }
    guard let path = places.first(where: { $0.utf8.count <= Self.longestPath }) else {
      throw MRError(
        .network, "no socket can be made in \(printable(wished.utf8))",
        cause: "its path has \(wished.utf8.count) bytes, and may have \(Self.longestPath)",
        remedy: "Choose a directory with a shorter path (--state-dir, or TMPDIR for mr run), or "
          + "set XDG_RUNTIME_DIR to a directory that is yours alone.")
    }
    (self.path, isStandIn) = (path, true)
  }

  /// `$XDG_RUNTIME_DIR`, if this user alone can write to it.
  package static var runtimeDirectory: String? {
    guard let path = environmentPath("XDG_RUNTIME_DIR") else { return nil }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
      status.st_mode & 0o022 == 0
    else { return nil }
    return path
  }

  /// The path of a socket in it.
  package func socket(_ name: String) -> String {
    precondition(name.utf8.count <= Self.longestName)
    return "\(path)/\(name)"
  }

  /// Makes the directory if it is not there; the one above it is.
  /// - Throws: `network` if that cannot be done, or it belongs to somebody else.
  package func make() throws(MRError) { try PrivateDirectory.make(path, .network) }

  /// Removes a directory that stands in for another, once it is empty.
  package func remove() { if isStandIn { rmdir(path) } }
}
