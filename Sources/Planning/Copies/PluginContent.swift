internal import Digest
internal import Foundation
internal import Glibc
package import Model

/// The bytes of a plugin's file, read at once: half of a file that is just being rewritten has a digest
/// of its own.
package struct PluginContent: Sendable {
  let data: Data
  /// SHA-256 in lower-case hexadecimal.
  package let digest: String
  private let path: String
  /// The size of the largest file in bytes. A library of a gigabyte is a mistake, such as a core
  /// dump.
  private static let most = 1 << 30

  /// Blocks.
  /// - Throws: `plugin` if the file cannot be read, or is too large for a plugin.
  package init(path: String) throws(MRError) {
    if let size = FileIdentity(BytePath(path))?.size { try Self.check(size, path) }
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw MRError(
        .plugin, "cannot read the plugin \"\(printable(path.utf8))\"",
        cause: String(cString: strerror(errno)))
    }
    try Self.check(data.count, path)
    digest = hexadecimal(SHA256.hash(data: data))
    self.path = path
  }

  private static func check(_ size: Int, _ path: String) throws(MRError) {
    guard size <= most else {
      throw MRError(
        .plugin, "\"\(printable(path.utf8))\" is too large for a plugin", cause: "over 1 GiB")
    }
  }

  /// - Parameter copy: where a copy of the bytes lies that is loaded instead of the file.
  package func file(copy: String? = nil) -> PluginFile {
    PluginFile(path: path, digest: digest, size: data.count, copy: copy)
  }

  /// Writes the bytes to a file that is not there yet.
  /// - Returns: whether that was possible; if not, errno has the reason.
  func write(to path: String) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    let isWritten = data.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Glibc.write(
          file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno != EINTR { return false }
        rest = rest.dropFirst(max(0, count))
      }
      return true
    }
    let reason = errno
    let isClosed = close(file) == 0
    if !isWritten { errno = reason }
    return isWritten && isClosed
  }

  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
    -> Result
  {
    try data.withUnsafeBytes(body)
  }
}
