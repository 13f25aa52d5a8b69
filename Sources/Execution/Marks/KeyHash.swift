import CXXHash
import Model
import Records

/// The hashes by which keys are marked.
package enum KeyHash {
  /// Of numbers that are the same key the same.
  static func of(number: UInt64, _ type: ValueType) -> UInt64 {
    withUnsafeBytes(of: type.normalize(number)) { mr_key_hash($0.baseAddress, $0.count) }
  }

  /// Of a key as results have it, for each type that it may have.
  package static func all(of key: String) -> [UInt64] {
    var hashes = [
      Array(key.utf8).withUnsafeBytes { mr_key_hash($0.baseAddress, $0.count) }
    ]
    if let number = Int64(key) { hashes.append(of(number: UInt64(bitPattern: number), .int64)) }
    if let number = Double(key) { hashes.append(of(number: number.bitPattern, .float64)) }
    return hashes
  }
}
