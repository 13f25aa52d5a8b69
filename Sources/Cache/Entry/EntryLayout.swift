internal import CXXHash

/// The bytes of an entry's file, in the machine's order:
///
///     header   magic (8), key (32), checksum of both (8)
///     blocks   kind (4), stored size (4), full size (4), 0 (4), checksum (8), stored bytes
///     trailer  where the last block begins (8)
///
/// All blocks but the last hold items, compressed with zstd; the last one tells what the entry is, as
/// it is. Nothing of an entry counts before all of its checksums were found right.
enum EntryLayout {
  static var magic: UInt64 {
    EntryKey.version.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
  }
  static let headerSize = 48
  static let trailerSize = 8

  /// A block ends with the item that fills it, in bytes.
  static let blockSize = 256 << 10
  /// The most bytes of a record, or of another item: a document with a larger one is not kept.
  static let mostItem = 16 << 20
  /// The most bytes of a block before it is compressed.
  static let mostBlock = blockSize + mostItem + 64

  struct BlockHeader: Equatable {
    enum Kind: UInt32 {
      case items = 1
      case end = 2
    }
    static let size = 24
    var kind: Kind
    /// The size of the stored bytes.
    var stored: Int
    /// Their size once they are uncompressed.
    var full: Int
  }

  static func headerChecksum(_ bytes: UnsafeRawBufferPointer, _ key: EntryKey) -> UInt64 {
    XXH_INLINE_XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, key.seed)
  }

  /// - Parameter index: Of the block in its entry, so that it is none in another place; of the last one,
  ///   which is found from the end, it does not count.
  static func checksum(
    _ stored: UnsafeRawBufferPointer, _ header: BlockHeader, _ index: Int, _ key: EntryKey
  ) -> UInt64 {
    let place = UInt64(header.kind == .end ? 0 : index) << 2 | UInt64(header.kind.rawValue)
    let seed = key.seed ^ place &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(header.full) << 32
    return XXH_INLINE_XXH3_64bits_withSeed(stored.baseAddress, stored.count, seed)
  }
}
