internal import CMapReduce
internal import Glibc
internal import Model

/// The values of one key as an array of C: numbers side by side, or pointers to texts.
final class ValueArray {
  private(set) var count = 0
  private let element: Element
  /// Numbers, or where in `texts` each text begins.
  private let elements = GrowingBuffer()
  /// The texts, each with its NUL.
  private let texts = GrowingBuffer()
  private let pointers = GrowingBuffer()

  private enum Element {
    case number(ScalarType, NumberReader)
    case text
  }

  /// - Parameter field: of the values that come in.
  init(_ type: FunctionType, of field: ValueType) {
    element =
      if case .scalar(let type) = type { .number(type, NumberReader(type, of: field)) } else {
        .text
      }
  }

  func removeAll() {
    count = 0
    elements.count = 0
    texts.count = 0
  }

  func append(_ value: mr_bytes) throws(FunctionFailure) {
    switch element {
    case .number(let type, let reader):
      var slot = try reader.slot(value)
      withUnsafeBytes(of: &slot) { elements.append($0.baseAddress, type.width) }
    case .text:
      if let data = value.data, let nul = memchr(data, 0, value.size) {
        throw .failed(
          "a cstring cannot hold the NUL at byte \(UnsafeRawPointer(nul) - data + 1) of a value")
      }
      var offset = texts.count
      withUnsafeBytes(of: &offset) { elements.append($0.baseAddress, $0.count) }
      texts.append(value.data, value.size)
      var nul: UInt8 = 0
      texts.append(&nul, 1)
    }
    count += 1
  }

  /// The array's first element; lives until the next change.
  var pointer: UnsafeRawPointer {
    guard case .text = element else { return UnsafeRawPointer(elements.start) }
    pointers.count = 0
    for index in 0..<count {
      let offset = elements.start.load(fromByteOffset: 8 * index, as: Int.self)
      var pointer = texts.start + offset
      withUnsafeBytes(of: &pointer) { pointers.append($0.baseAddress, $0.count) }
    }
    return UnsafeRawPointer(pointers.start)
  }
}

/// Bytes one after the other. Freed with its owner.
private final class GrowingBuffer {
  private(set) var start = UnsafeMutableRawPointer.allocate(byteCount: 1024, alignment: 16)
  private var capacity = 1024
  var count = 0

  deinit { start.deallocate() }

  func append(_ bytes: UnsafeRawPointer?, _ size: Int) {
    if capacity - count < size {
      capacity = max(2 * capacity, count + size)
      let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      larger.copyMemory(from: start, byteCount: count)
      start.deallocate()
      start = larger
    }
    if let bytes { (start + count).copyMemory(from: bytes, byteCount: size) }
    count += size
  }
}
