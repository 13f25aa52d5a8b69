internal import CMapReduce
internal import Glibc

/// Room for one text that ends with a NUL.
final class TextBuffer {
  private var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)

  deinit { bytes.deallocate() }

  /// Copies bytes and ends them with a NUL. The copy lives until the next.
  func copy(_ source: mr_bytes) throws(FunctionFailure) -> UnsafePointer<CChar> {
    if source.size >= bytes.count {
      bytes.deallocate()
      bytes = .allocate(byteCount: max(source.size + 1, 2 * bytes.count), alignment: 1)
    }
    if let data = source.data, source.size > 0 {
      if let nul = memchr(data, 0, source.size) {
        throw .failed(
          "a cstring cannot hold the NUL at byte \(UnsafeRawPointer(nul) - data + 1) of the record")
      }
      bytes.copyMemory(from: source.buffer)
    }
    bytes.storeBytes(of: 0, toByteOffset: source.size, as: UInt8.self)
    return UnsafePointer(bytes.baseAddress!.assumingMemoryBound(to: CChar.self))
  }
}
