/// Memory for words that only grows, and never moves what it holds.
struct Arena: ~Copyable {
  /// Where something is: fits in half the space of an address.
  struct Place {
    fileprivate var number: UInt32
  }

  private var blocks: [UnsafeMutableRawPointer] = []
  /// Of the last block, in bytes; the next place is where they start.
  private var free = 0
  private var size = 0

  /// Of the ordinary blocks, in bytes. Longer things get a block of their own.
  private static let blockSize = 1 << 18
  /// A place counts in units of eight bytes from the start of its block.
  private static let bitsInBlock: UInt32 = 15

  deinit {
    for block in blocks { block.deallocate() }
  }

  /// Where `size` bytes can be written; they are kept if `keep` follows.
  @inline(__always)
  mutating func reserve(_ size: Int) -> UnsafeMutableRawPointer {
    if size > free { grow(size) }
    return blocks[blocks.count - 1] + (self.size - free)
  }

  /// Keeps the first `size` bytes of what was reserved last, a multiple of eight.
  mutating func keep(_ size: Int) -> Place {
    let unit = UInt32((self.size - free) / 8)
    free -= size
    return Place(number: UInt32(blocks.count - 1) << Self.bitsInBlock | unit)
  }

  @inline(__always)
  subscript(place: Place) -> UnsafeRawPointer {
    let unit = place.number & ((1 << Self.bitsInBlock) - 1)
    return UnsafeRawPointer(blocks[Int(place.number >> Self.bitsInBlock)]) + Int(unit) * 8
  }

  private mutating func grow(_ size: Int) {
    self.size = max(size, Self.blockSize)
    free = self.size
    blocks.append(.allocate(byteCount: free, alignment: 8))
  }
}
