import Digest
import Glibc
import Model

/// A secret of 256 bits that proves who calls. Its digest is all that a master keeps.
struct AccessToken: Sendable {
  let text: String

  /// A new one.
  init() {
    text = Self.mark + hexadecimal(randomBytes(32))
  }

  init(_ text: String) { self.text = text }

  /// The 32 bytes of its digest.
  var digest: [UInt8] { Array(text.utf8).withUnsafeBytes { SHA256.hash($0) } }

  /// So that whoever finds one knows what it is.
  private static let mark = "mr_"
}

/// Compares without telling, by the time that it takes, how much agrees.
func agree(_ one: [UInt8], _ other: [UInt8]) -> Bool {
  one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}
