import CNettle
package import FoundationEssentials

package enum SHA256 {
  /// The 32 bytes of the digest.
  package static func hash(data: Data) -> [UInt8] { data.withUnsafeBytes { hash($0) } }

  /// The 32 bytes of the digest.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var stream = Stream()
    stream.add(bytes)
    return stream.finish()
  }

  /// A digest of bytes that come one part after the other.
  package struct Stream {
    private var context = sha256_ctx()

    package init() { mr_sha256_begin(&context) }

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
      mr_sha256_add(&context, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }

    /// The 32 bytes of the digest. To be called once.
    package mutating func finish() -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_SIZE)) { digest, count in
        mr_sha256_end(&context, digest.baseAddress)
        count = Int(SHA256_DIGEST_SIZE)
      }
    }
  }
}
