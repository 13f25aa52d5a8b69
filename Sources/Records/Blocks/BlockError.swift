/// Why the bytes that a store returned are not the block that was asked for.
package enum BlockError: Error, Sendable, Hashable, CustomStringConvertible {
  case wrongSize(Int)
  case wrongMagic
  /// The block was stored under another key.
  case wrongKey
  case wrongPayloadSize(Int)
  case wrongChecksum

  package var description: String {
    switch self {
    case .wrongSize(let size):
      "it has \(size) bytes instead of \(BlockLayout.smallBlockSize) or \(BlockLayout.blockSize)"
    case .wrongMagic: "it does not begin like a block"
    case .wrongKey: "it was stored under another key"
    case .wrongPayloadSize(let size): "its header says that it holds \(size) bytes"
    case .wrongChecksum: "its checksum does not match its content"
    }
  }
}
