internal import CMapReduce
internal import Model

/// Gives normalised keys their plugin's form, one at a time.
final class PlainKey {
  private let type: ValueType
  private let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)

  init(type: ValueType) {
    self.type = type
    word.initialize(to: 0)
  }

  deinit { word.deallocate() }

  /// - Returns: the key itself for bytes and text; otherwise eight bytes that are valid until the
  ///   next call. A number's key has eight bytes.
  @inline(__always)
  func plain(_ key: mr_bytes) -> mr_bytes {
    guard type.isNumeric else { return key }
    word.pointee = type.denormalize(UInt64(bigEndian: key.bits))
    return mr_bytes(data: word, size: 8)
  }
}
