internal import CMapReduce
internal import Glibc
internal import Model

/// Reads one half of a record as a number: as what it is, or from decimal digits if it is text.
struct NumberReader {
  private let type: ScalarType
  private let field: ValueType
  private let text = TextBuffer()

  init(_ type: ScalarType, of field: ValueType) {
    self.type = type
    self.field = field
  }

  /// A slot with the number.
  func slot(_ bytes: mr_bytes) throws(FunctionFailure) -> UInt64 {
    guard field.isNumeric else { return try parsed(bytes) }
    guard let data = bytes.data, bytes.size == MemoryLayout<UInt64>.size else {
      throw .failed("a number of the record is not 8 bytes long")
    }
    let bits = data.loadUnaligned(as: UInt64.self)
    guard let slot = type.slot(bits: bits, field) else {
      throw .failed("\(Int64(bitPattern: bits)) does not fit \(type.rawValue)")
    }
    return slot
  }

  private func parsed(_ bytes: mr_bytes) throws(FunctionFailure) -> UInt64 {
    let start = try text.copy(bytes)
    var end: UnsafeMutablePointer<CChar>?
    errno = 0
    var slot: UInt64?
    if type.isInteger {
      let number = strtoll(start, &end, 10)
      slot = errno == 0 ? type.slot(number) : nil
      if errno == ERANGE, number > 0 {
        errno = 0
        let number = strtoull(start, &end, 10)
        slot = errno == 0 ? type.slot(number) : nil
      }
    } else {
      slot = type.slot(strtod(start, &end))
    }
    guard let slot, let end, end != start, Self.isSpace(end) else {
      throw .failed("\"\(bytes.printable(limit: 80))\" is no \(type.rawValue)")
    }
    return slot
  }

  /// Whether nothing but space follows, such as the end of a line.
  private static func isSpace(_ text: UnsafePointer<CChar>) -> Bool {
    var rest = text
    while isspace(Int32(rest.pointee)) != 0 { rest += 1 }
    return rest.pointee == 0
  }
}
