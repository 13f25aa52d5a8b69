import Crypto
import FoundationEssentials

/// Seals blocks with AES-256-GCM, for a store that others can reach. What others wrote, or wrote under
/// another name, does not open, and what it holds cannot be read.
///
///     offset  size
///          0    12  a number that was drawn for this block
///         12     …  the block, encrypted
///        end    16  a tag over number, block and name
///
/// The number is random: 2³² blocks of one secret, two pebibytes, share one with a probability of 2⁻³³.
struct BlockSeal: Sendable {
  private let key: SymmetricKey

  /// Bytes that a sealed block has more.
  static let overhead = 28

  init(_ secret: BlockSecret) { key = secret.key }

  /// - Parameter name: The key that the block is stored under.
  func seal(_ block: UnsafeRawBufferPointer, name: String) -> Data {
    // Fails for keys of a wrong size and for gigabytes only.
    guard
      let box = try? AES.GCM.seal(
        Self.borrowed(block), using: key, authenticating: Data(name.utf8)),
      let sealed = box.combined
    else { fatalError("a block of \(block.count) bytes cannot be sealed") }
    return sealed
  }

  /// - Returns: Nil for what was not sealed with this secret, under this name.
  func open(_ sealed: UnsafeRawBufferPointer, name: String) -> Data? {
    guard let box = try? AES.GCM.SealedBox(combined: Self.borrowed(sealed)) else { return nil }
    return try? AES.GCM.open(box, using: key, authenticating: Data(name.utf8))
  }

  /// The same bytes, not copied; for as long as they are there.
  private static func borrowed(_ bytes: UnsafeRawBufferPointer) -> Data {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return Data() }
    return Data(
      bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count,
      deallocator: .none)
  }
}
