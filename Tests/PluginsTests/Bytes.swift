import CMapReduce

extension mr_bytes {
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(data: bytes.baseAddress, size: bytes.count)
  }
}

extension [UInt8] {
  init(_ bytes: mr_bytes) {
    self = Array(UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
  }
}

extension UnsafeRawBufferPointer {
  /// Memory of exactly that size, for the caller to deallocate.
  static func copy(of bytes: some Collection<UInt8>) -> UnsafeRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    copy.copyBytes(from: bytes)
    return UnsafeRawBufferPointer(copy)
  }
}
