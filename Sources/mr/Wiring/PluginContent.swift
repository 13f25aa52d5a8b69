import Crypto
import FoundationEssentials
import Glibc
import Model

/// The bytes of a plugin's file.
struct PluginContent {
  private let data: Data

  init(path: String) throws(MRError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MRError(
        .plugin, "cannot read the plugin \(printable(path.utf8))",
        cause: String(cString: strerror(errno)))
    }
    self.data = data
  }

  /// In lower-case hexadecimal.
  var sha256: String {
    hexadecimal(SHA256.hash(data: data))
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try data.withUnsafeBytes(body)
  }
}
