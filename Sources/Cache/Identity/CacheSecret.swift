internal import CXXHash

/// What the digests of documents depend on, drawn once for a cache: whoever does not know it cannot make
/// two documents that look the same. A digest without one, SHA-256, takes a fifth of the time of a job whose
/// documents are all kept.
package struct CacheSecret: Sendable {
  /// `size` bytes.
  let bytes: [UInt8]
  static let size = 192

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The 16 bytes of the digest.
  func digest(_ content: UnsafeRawBufferPointer) -> [UInt8] {
    let hash = bytes.withUnsafeBytes {
      XXH_INLINE_XXH3_128bits_withSecret(
        content.baseAddress, content.count, $0.baseAddress, $0.count)
    }
    return bigEndian(hash.high64) + bigEndian(hash.low64)
  }
}
