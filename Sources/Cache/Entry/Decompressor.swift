internal import CZstd

/// Uncompresses blocks into memory that it keeps for the next one.
final class Decompressor {
  private let context: OpaquePointer?
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init() { context = ZSTD_createDCtx() }

  deinit {
    ZSTD_freeDCtx(context)
    memory.deallocate()
  }

  /// - Parameter size: of the bytes, uncompressed.
  /// - Returns: the bytes, which live until the next call.
  func uncompress(_ stored: UnsafeRawBufferPointer, size: Int) throws(EntryDamage)
    -> UnsafeRawBufferPointer
  {
    if memory.count < size {
      memory.deallocate()
      memory = .allocate(byteCount: max(size, EntryLayout.blockSize * 2), alignment: 16)
    }
    guard let context,
      ZSTD_decompressDCtx(
        context, memory.baseAddress, size, stored.baseAddress, stored.count) == size
    else { throw EntryDamage("a block cannot be uncompressed") }
    return UnsafeRawBufferPointer(rebasing: memory[..<size])
  }
}
