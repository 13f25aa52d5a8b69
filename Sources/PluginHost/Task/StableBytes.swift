package import CMapReduce

/// Copies of bytes at addresses that stay as long as this object does.
package final class StableBytes {
  private var allocations: [UnsafeMutableRawPointer] = []

  package init() {}

  /// The copy is never NULL, so that an empty one can be told from a missing one.
  package func add(_ bytes: some Collection<UInt8>) -> mr_bytes {
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
    UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyBytes(from: bytes)
    allocations.append(copy)
    return mr_bytes(data: copy, size: bytes.count)
  }

  deinit {
    for allocation in allocations { allocation.deallocate() }
  }
}
