/// Bytes that are written one after the other. Memory is kept when it is emptied.
struct ByteBuffer: ~Copyable {
  private(set) var start = UnsafeMutableRawPointer.allocate(byteCount: 1 << 10, alignment: 8)
  private(set) var count = 0
  private var capacity = 1 << 10

  deinit { start.deallocate() }

  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
  }

  var all: UnsafeRawBufferPointer { self[0..<count] }

  mutating func truncate(to size: Int) { count = size }

  /// Makes room for so many bytes more; what was written may move.
  @inline(__always)
  mutating func reserve(_ size: Int) {
    if size > capacity - count { grow(size) }
  }

  /// Whether so many bytes more fit without that anything moves.
  func fits(_ size: Int) -> Bool { size <= capacity - count }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  @inline(__always)
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (start + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  /// Writes the size in LEB128, then the bytes.
  mutating func appendPart(_ bytes: UnsafeRawBufferPointer) {
    var size = bytes.count
    while size >= 0x80 {
      append(UInt8(truncatingIfNeeded: size) | 0x80)
      size >>= 7
    }
    append(UInt8(size))
    append(bytes)
  }

  private mutating func grow(_ size: Int) {
    capacity = max(2 * capacity, count + size)
    let new = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    new.copyMemory(from: start, byteCount: count)
    start.deallocate()
    start = new
  }
}
