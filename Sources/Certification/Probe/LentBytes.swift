internal import CMapReduce
internal import Model

/// Lends bytes for the length of `body`.
func withBytes<Result>(_ bytes: [UInt8], _ body: (mr_bytes) throws(MRError) -> Result)
  throws(MRError) -> Result
{
  let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
  defer { copy.deallocate() }
  copy.copyBytes(from: bytes)
  return try body(mr_bytes(data: copy.baseAddress, size: copy.count))
}
