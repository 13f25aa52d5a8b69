/// Writes and checks the headers of blocks.
package enum BlockCodec {
  /// Checks that stored bytes are the undamaged block of that key.
  /// - Returns: the payload, within `stored`.
  package static func verify(
    _ stored: UnsafeRawBufferPointer, key: String
  ) throws(BlockError) -> UnsafeRawBufferPointer {
    guard BlockLayout.isBlockSize(stored.count) else { throw .wrongSize(stored.count) }
    guard word32(stored, 0) == BlockLayout.magic, word64(stored, 24) == 0 else {
      throw .wrongMagic
    }
    guard word64(stored, 8) == identity(key) else { throw .wrongKey }
    let size = Int(word32(stored, 4))
    guard size <= stored.count - BlockLayout.headerSize else { throw .wrongPayloadSize(size) }
    let payload = UnsafeRawBufferPointer(
      rebasing: stored[BlockLayout.headerSize..<BlockLayout.headerSize + size])
    guard word64(stored, 16) == checksum(payload) else { throw .wrongChecksum }
    return payload
  }

  /// Writes the header of a block whose payload is in place.
  static func seal(_ block: UnsafeMutableRawBufferPointer, payloadSize: Int, key: String) {
    let payload = UnsafeRawBufferPointer(
      rebasing: block[BlockLayout.headerSize..<BlockLayout.headerSize + payloadSize])
    block.storeBytes(of: BlockLayout.magic.littleEndian, toByteOffset: 0, as: UInt32.self)
    block.storeBytes(of: UInt32(payloadSize).littleEndian, toByteOffset: 4, as: UInt32.self)
    block.storeBytes(of: identity(key).littleEndian, toByteOffset: 8, as: UInt64.self)
    block.storeBytes(of: checksum(payload).littleEndian, toByteOffset: 16, as: UInt64.self)
    block.storeBytes(of: 0, toByteOffset: 24, as: UInt64.self)
  }

  private static func identity(_ key: String) -> UInt64 {
    var key = key
    return key.withUTF8 { XXH3.hash($0.baseAddress, $0.count) }
  }

  private static func checksum(_ payload: UnsafeRawBufferPointer) -> UInt64 {
    XXH3.hashLong(payload.baseAddress, payload.count)
  }

  private static func word32(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  private static func word64(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
