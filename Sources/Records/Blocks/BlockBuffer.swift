internal import Glibc

/// The memory of one block. Belongs to one owner at a time, who may hand it to another thread.
package final class BlockBuffer: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer

  /// How many bytes of the payload are in use, from 0 to `BlockLayout.payloadCapacity`.
  package var payloadSize = 0 {
    didSet { precondition(0...BlockLayout.payloadCapacity ~= payloadSize) }
  }

  package init() {
    // Pages of its own go back to the system with the block.
    // They come zeroed: what a block does not fill goes to the store as well, and the store is to
    // see nothing but zeros and former payload there.
    let pages = mmap(
      nil, BlockLayout.blockSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages, pages != MAP_FAILED else {
      fatalError("out of memory: \(BlockLayout.blockSize) bytes for a block")
    }
    memory = UnsafeMutableRawBufferPointer(start: pages, count: BlockLayout.blockSize)
  }

  deinit { munmap(memory.baseAddress, memory.count) }

  /// All of the room for payload, in use or not.
  package var payload: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[BlockLayout.headerSize...])
  }

  /// What is stored: header, payload and the rest, in the size that the payload needs.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: memory[..<BlockLayout.storedSize(payloadSize: payloadSize)])
  }

  /// The same in the size of a full block, which is valid for every payload.
  package var fullBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }

  /// Copies as much as fits to the end of the payload.
  /// - Returns: how many bytes that were; 0 when the block is full.
  package func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    let size = min(bytes.count, BlockLayout.payloadCapacity - payloadSize)
    guard size > 0, let source = bytes.baseAddress, let target = memory.baseAddress else {
      return 0
    }
    (target + BlockLayout.headerSize + payloadSize).copyMemory(from: source, byteCount: size)
    payloadSize += size
    return size
  }

  /// Writes the header, for storing the block under that key.
  package func seal(key: String) {
    BlockCodec.seal(memory, payloadSize: payloadSize, key: key)
  }

  /// Memory for a stored block of that size, to be taken over with `accept`; nil if no block has it.
  package func room(forStored size: Int) -> UnsafeMutableRawBufferPointer? {
    BlockLayout.isBlockSize(size) ? UnsafeMutableRawBufferPointer(rebasing: memory[..<size]) : nil
  }

  /// Verifies and takes over a stored block that was put into the memory that `room` gave.
  package func accept(stored size: Int, key: String) throws(BlockError) {
    guard let stored = room(forStored: size) else { throw .wrongSize(size) }
    payloadSize = try BlockCodec.verify(UnsafeRawBufferPointer(stored), key: key).count
  }
}
