internal import CMapReduce
internal import Glibc

/// What an input format says of the records that it reads, under one name. The bytes stay where they are
/// until others are set.
package final class FormatAttribute {
  /// What a value counts for.
  package enum Scope: Int {
    /// All records of the share that is being opened.
    case share
    /// The records of the call under way.
    case batch
  }

  let name: String
  private var values = [Memory(), Memory()]

  private struct Memory {
    var bytes: UnsafeMutableRawBufferPointer?
    /// Of the bytes; nil if nothing is set.
    var size: Int?
  }

  init(_ name: String) { self.name = name }

  deinit {
    for value in values { value.bytes?.deallocate() }
  }

  /// The value that counts; empty if there is none.
  var value: mr_bytes {
    for value in values.reversed() {
      if let size = value.size, size > 0 {
        return mr_bytes(data: value.bytes?.baseAddress, size: size)
      }
      if value.size != nil { break }
    }
    return mr_bytes()
  }

  func set(_ value: mr_bytes, for scope: Scope) {
    if values[scope.rawValue].bytes?.count ?? 0 < value.size {
      values[scope.rawValue].bytes?.deallocate()
      values[scope.rawValue].bytes = .allocate(byteCount: value.size, alignment: 1)
    }
    values[scope.rawValue].bytes?.copyBytes(from: value.buffer)
    values[scope.rawValue].size = value.size
  }

  func clear(_ scope: Scope) { values[scope.rawValue].size = nil }
}
