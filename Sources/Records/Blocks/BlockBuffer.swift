internal import Glibc

/// The memory of one block. Belongs to one owner at a time, who may hand it to another thread.
package final class BlockBuffer: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer

  /// How many bytes of the payload are in use, from 0 to `BlockLayout.payloadCapacity`.
  package var payloadSize = 0 {
    didSet { precondition(0...BlockLayout.payloadCapacity ~= payloadSize) }
  }

  package init() {
    // Pages of its own go back to the system with the block, so that a worker knows what it has.
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

  /// Takes over a stored block after verifying it.
  package func fill(from stored: UnsafeRawBufferPointer, key: String) throws(BlockError) {
    let verified = try BlockCodec.verify(stored, key: key)
    memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[..<BlockLayout.headerSize]))
    payload.copyMemory(from: verified)
    payloadSize = verified.count
  }
}
