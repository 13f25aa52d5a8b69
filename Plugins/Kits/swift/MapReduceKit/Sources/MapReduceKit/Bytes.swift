package import CMapReduce

extension mr_bytes {
  package init(_ buffer: UnsafeRawBufferPointer) {
    self.init(data: buffer.baseAddress, size: buffer.count)
  }

  package var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: data, count: size) }
}

extension String {
  package func withBytes<Result>(_ body: (mr_bytes) throws -> Result) rethrows -> Result {
    var copy = self
    return try copy.withUTF8 { try body(mr_bytes(UnsafeRawBufferPointer($0))) }
  }
}
