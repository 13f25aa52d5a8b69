import CNettle
package import FoundationEssentials

package enum SHA256 {
  /// The 32 bytes of the digest.
  package static func hash(data: Data) -> [UInt8] { data.withUnsafeBytes { hash($0) } }

  /// The 32 bytes of the digest.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_SIZE)) { digest, count in
      mr_sha256(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, digest.baseAddress)
      count = Int(SHA256_DIGEST_SIZE)
    }
  }
}
