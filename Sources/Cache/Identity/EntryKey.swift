internal import Digest
internal import Model

/// Names an entry of the cache: a digest of all that its records depend on.
package struct EntryKey: Hashable, Sendable {
  static let size = 32
  /// Changes with anything in what entries are, or mean.
  static let version = Array("mr-kept2".utf8)
  /// `size` bytes.
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// - Parameter fields: What the records depend on. Where one field ends is part of the digest.
  init(_ fields: [[UInt8]]) {
    var all: [UInt8] = []
    for field in [Self.version] + fields {
      all += bigEndian(UInt64(field.count))
      all += field
    }
    bytes = all.withUnsafeBytes { SHA256.hash($0) }
  }

  /// The entry's path below the cache's directory.
  var path: String { "\(EntryKey.folder(Int(bytes[0])))/\(hexadecimal(bytes[1...]))" }

  /// The entries are spread over so many folders, by the first byte.
  static let folders = 256

  static func folder(_ number: Int) -> String { hexadecimal([UInt8(truncatingIfNeeded: number)]) }

  /// What checksums begin with, so that a block of another entry is none of this one.
  var seed: UInt64 { bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } }
}

func bigEndian(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
