/// Memory for words that only grows, and never moves what it holds.
struct Arena: ~Copyable {
  private var blocks: [UnsafeMutableRawPointer] = []
  /// Where the next bytes go, and how many still fit.
  private var next: UnsafeMutableRawPointer?
  private var free = 0
  /// Of all blocks, in bytes.
  private(set) var size = 0

  /// Of the ordinary blocks, in bytes. Longer things get a block of their own.
  private static let blockSize = 1 << 18

  deinit {
    for block in blocks { block.deallocate() }
  }

  /// Where `size` bytes can be written; they are kept if `keep` follows.
  @inline(__always)
  mutating func reserve(_ size: Int) -> UnsafeMutableRawPointer {
    if size <= free, let next { return next }
    return grow(size)
  }

  /// Keeps the first `size` bytes of what was reserved last, rounded up to a multiple of eight if
  /// there is room.
  mutating func keep(_ size: Int) -> UnsafeRawPointer {
    guard let kept = next else { preconditionFailure("nothing is reserved") }
    let padded = min((size + 7) & ~7, free)
    next = kept + padded
    free -= padded
    return UnsafeRawPointer(kept)
  }

  private mutating func grow(_ size: Int) -> UnsafeMutableRawPointer {
    free = max(size, Self.blockSize)
    let block = UnsafeMutableRawPointer.allocate(byteCount: free, alignment: 8)
    self.size += free
    blocks.append(block)
    next = block
    return block
  }
}
