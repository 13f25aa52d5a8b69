/// Bytes that were read and belong into the next block.
struct Carry: ~Copyable {
  private let storage: UnsafeMutableRawBufferPointer
  private var count = 0

  init(capacity: Int) { storage = .allocate(byteCount: capacity, alignment: 64) }

  deinit { storage.deallocate() }

  mutating func keep(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
    storage.copyBytes(from: bytes)
    count = bytes.count
  }

  /// Moves the bytes to the beginning of a block.
  /// - Returns: their number.
  mutating func move(into block: UnsafeMutableRawBufferPointer) -> Int {
    block.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
    defer { count = 0 }
    return count
  }
}
