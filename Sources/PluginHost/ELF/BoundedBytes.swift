/// Bytes of a file that may be damaged: whatever is asked for beyond their end is nil.
struct BoundedBytes {
  private let bytes: UnsafeRawBufferPointer
  private static let longestText = 4096

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var count: Int { bytes.count }

  func load<Number: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Number.Type)
    -> Number?
  {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return nil }
    return bytes.loadUnaligned(fromByteOffset: offset, as: type)
  }

  /// The bytes of a part, as far as they are there.
  func part(_ offset: Int, _ size: Int) -> BoundedBytes {
    guard offset >= 0, size > 0, offset < bytes.count else {
      return BoundedBytes(UnsafeRawBufferPointer(start: nil, count: 0))
    }
    let end = offset + min(size, bytes.count - offset)
    return BoundedBytes(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
  }

  /// A text that ends with a NUL.
  func text(_ offset: Int) -> String? {
    guard offset >= 0, offset < bytes.count else { return nil }
    let tail = bytes[offset..<min(bytes.count, offset + Self.longestText)]
    guard let end = tail.firstIndex(of: 0) else { return nil }
    return String(decoding: tail[..<end], as: UTF8.self)
  }

  /// All texts that end with a NUL, the first few.
  func texts() -> [String] {
    bytes.prefix(Self.longestText).split(separator: 0).prefix(16).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
