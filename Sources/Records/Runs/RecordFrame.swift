internal import Model

/// A record as it lies in a run: the sizes of key and value as LEB128, then the bytes of both.
enum RecordFrame {
  /// The most that the two sizes take together, in bytes.
  static let maximumHeaderSize = 8

  struct Header {
    var keySize: Int
    var valueSize: Int
    /// The size of the header itself, in bytes.
    var size: Int

    @inline(__always) var frameSize: Int { size &+ keySize &+ valueSize }
  }

  enum Parsed {
    case header(Header)
    /// The available bytes end within the header.
    case incomplete
    /// No record has such sizes.
    case malformed
  }

  /// Reads a header from the `available` bytes at `bytes`. Sizes are within `RecordLimits`.
  @inline(__always)
  static func parse(_ bytes: UnsafeRawPointer, _ available: Int) -> Parsed {
    if available >= 2 {
      let keySize = bytes.load(as: UInt8.self)
      let valueSize = bytes.load(fromByteOffset: 1, as: UInt8.self)
      if (keySize | valueSize) < 0x80 {
        return .header(Header(keySize: Int(keySize), valueSize: Int(valueSize), size: 2))
      }
    }
    return parseLong(bytes, available)
  }

  /// Reads the header of a frame that this process wrote.
  @inline(__always)
  static func header(_ bytes: UnsafeRawPointer) -> Header {
    guard case .header(let header) = parse(bytes, maximumHeaderSize) else {
      preconditionFailure("a frame in memory was overwritten")
    }
    return header
  }

  /// Writes a header, for which there has to be room for `maximumHeaderSize` bytes.
  /// - Returns: its size.
  @inline(__always)
  static func writeHeader(
    _ target: UnsafeMutableRawPointer, keySize: Int, valueSize: Int
  ) -> Int {
    let size = writeSize(target, keySize)
    return size &+ writeSize(target + size, valueSize)
  }

  @inline(__always)
  private static func writeSize(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
    var rest = size
    var count = 0
    while rest >= 0x80 {
      target.storeBytes(
        of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
      rest &>>= 7
      count &+= 1
    }
    target.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
    return count &+ 1
  }

  @inline(never)
  private static func parseLong(_ bytes: UnsafeRawPointer, _ available: Int) -> Parsed {
    let key = parseSize(bytes, available, limit: RecordLimits.keySize)
    guard key.length > 0 else { return key.length == 0 ? .incomplete : .malformed }
    let value = parseSize(
      bytes + key.length, available - key.length, limit: RecordLimits.valueSize)
    guard value.length > 0 else { return value.length == 0 ? .incomplete : .malformed }
    return .header(
      Header(keySize: key.size, valueSize: value.size, size: key.length + value.length))
  }

  /// - Returns: the size and how many bytes tell it: 0 if more are needed, -1 if it is above
  ///   the limit.
  private static func parseSize(
    _ bytes: UnsafeRawPointer, _ available: Int, limit: Int
  ) -> (size: Int, length: Int) {
    var size = 0
    var length = 0
    while length < available {
      let byte = Int(bytes.load(fromByteOffset: length, as: UInt8.self))
      size |= (byte & 0x7f) << (7 * length)
      length += 1
      // `limit` has at most 31 bits: a longer sequence is refused before it could shift out.
      if size > limit || length > 5 { return (size, -1) }
      if byte < 0x80 { return (size, length) }
    }
    return (size, 0)
  }
}
