internal import Glibc

/// Bytes that grow at the end, in one allocation that is kept when they are removed.
package struct ByteBuffer: ~Copyable {
  private(set) var base: UnsafeMutableRawPointer?
  package private(set) var count = 0
  private var capacity = 0

  /// What a buffer that does not stay small takes at once, in bytes, to be filled later.
  private let expected: Int

  package init(expected: Int = 0) { self.expected = expected }

  deinit { release() }

  /// The bytes, valid until the buffer is changed.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Room for that many more bytes at the end; `commit` adds them.
  /// - Throws: `outOfMemory`.
  @inline(__always)
  mutating func reserve(_ extra: Int) throws(RecordError) -> UnsafeMutableRawPointer {
    if capacity &- count < extra || base == nil { try grow(extra) }
    return base.unsafelyUnwrapped + count
  }

  /// Makes the next `size` bytes, which were written into reserved room, part of the buffer.
  @inline(__always)
  mutating func commit(_ size: Int) { count &+= size }

  /// - Throws: `outOfMemory`.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(RecordError) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    try reserve(bytes.count).copyMemory(from: source, byteCount: bytes.count)
    commit(bytes.count)
  }

  /// Forgets the bytes and keeps the memory.
  package mutating func removeAll() { count = 0 }

  @inline(never)
  private mutating func grow(_ extra: Int) throws(RecordError) {
    let needed = max(count + extra, capacity * 2, 4096)
    let size = needed >= LargeMemory.least ? max(needed, expected) : needed
    let moved = size >= LargeMemory.least ? LargeMemory.take(size) : malloc(size)
    guard let moved else { throw .outOfMemory(bytes: size) }
    if let base { moved.copyMemory(from: base, byteCount: count) }
    release()
    base = moved
    capacity = size
  }

  private func release() {
    guard let base else { return }
    if capacity >= LargeMemory.least { LargeMemory.giveBack(base, capacity) } else { free(base) }
  }
}
