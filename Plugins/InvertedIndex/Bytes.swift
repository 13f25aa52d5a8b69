import CMapReduce

extension UnsafeRawBufferPointer {
  /// The host's bytes; `data` may be NULL where `size` is 0.
  @inline(__always)
  init(_ bytes: mr_bytes) {
    self.init(start: bytes.data, count: bytes.size)
  }
}

extension mr_bytes {
  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(data: bytes.baseAddress, size: bytes.count)
  }

  init(_ text: StaticString) {
    self.init(data: text.utf8Start, size: text.utf8CodeUnitCount)
  }
}
