internal import CZstd

/// Compresses blocks, one after the other.
final class Compressor {
  private let context: OpaquePointer?
  /// What pays for text: below it a third is gained, above it less than a tenth, for twice the time.
  private static let level: Int32 = 3

  init() { context = ZSTD_createCCtx() }
  deinit { ZSTD_freeCCtx(context) }

  /// - Returns: the size of what was appended; nil if there is no memory for that.
  func compress(_ bytes: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]) -> Int? {
    guard let context else { return nil }
    let start = output.count
    let bound = ZSTD_compressBound(bytes.count)
    output.append(contentsOf: repeatElement(0, count: bound))
    let size = output.withUnsafeMutableBytes {
      ZSTD_compressCCtx(
        context, $0.baseAddress.map { $0 + start }, bound, bytes.baseAddress, bytes.count,
        Self.level)
    }
    guard ZSTD_isError(size) == 0 else { return nil }
    output.removeLast(bound - size)
    return size
  }
}
