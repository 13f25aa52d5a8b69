internal import CMapReduce
internal import Glibc
internal import Model

extension mr_bytes {
  /// Whether it claims to have bytes and does not say where.
  var isNull: Bool { data == nil && size != 0 }

  var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: data, count: size) }

  /// The bytes for messages: at most the first `limit` of them, without newlines at the end, and
  /// safe for a terminal. A cut is marked by `…`.
  func printable(limit: Int) -> String {
    // A size beyond any address is garbled; the bytes up to the limit are all that is read.
    let length = UInt(bitPattern: size)
    var text = UnsafeRawBufferPointer(start: data, count: Int(min(length, UInt(limit))))[...]
    let isCut = length > UInt(limit)
    if isCut {
      // Not within a character: drop its continuation bytes and its first.
      var end = text.endIndex
      while end > text.startIndex, end > text.endIndex - 3, text[end - 1] & 0xc0 == 0x80 {
        end -= 1
      }
      if end > text.startIndex, text[end - 1] >= 0xc0 { text = text[..<(end - 1)] }
    } else {
      while text.last == UInt8(ascii: "\n") { text.removeLast() }
    }
    return Model.printable(text) + (isCut ? "…" : "")
  }

  /// The bytes of a key for messages.
  func key(_ type: ValueType) -> String {
    switch type {
    case .int64 where size == MemoryLayout<Int64>.size && data != nil:
      "\(buffer.loadUnaligned(as: Int64.self))"
    case .float64 where size == MemoryLayout<Double>.size && data != nil:
      "\(buffer.loadUnaligned(as: Double.self))"
    default:
      "\"\(printable(limit: 80))\""
    }
  }
}
