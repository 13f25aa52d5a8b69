internal import CMapReduce

extension mr_bytes {
  /// The bits of a number, whose eight bytes are in the machine's order.
  @inline(__always) var bits: UInt64 {
    data.unsafelyUnwrapped.loadUnaligned(as: UInt64.self)
  }
}
