import Crypto
package import Model

/// What the processes of a master share, and nobody else has: blocks are sealed with it. 256 bits,
/// drawn anew in each life of a master.
package struct BlockSecret: Sendable, CustomStringConvertible {
  let key: SymmetricKey

  private static let size = 32

  /// Draws one.
  package init() { key = SymmetricKey(size: .bits256) }

  /// - Parameter bytes: As `bytes` of another process gave them.
  /// - Throws: `network` if those cannot be one.
  package init(bytes: some Sequence<UInt8>) throws(MRError) {
    let bytes = Array(bytes)
    guard bytes.count == Self.size else {
      throw MRError(.network, "the secret of the store has \(bytes.count) bytes, not \(Self.size)")
    }
    key = SymmetricKey(data: bytes)
  }

  package var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

  /// Says nothing of it.
  package var description: String { "a secret" }
}
