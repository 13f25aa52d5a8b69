internal import Digest
internal import Foundation
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

  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
    -> Result
  {
    try data.withUnsafeBytes(body)
  }
}
