import CMapReduce
import MapReduceKit

/// Copies of texts and bytes, which live as long as it does.
final class LastingBytes {
  private var copies: [UnsafeRawBufferPointer] = []

  deinit { for copy in copies { copy.deallocate() } }

  func copy(_ bytes: UnsafeRawBufferPointer) -> mr_bytes {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    copy.copyMemory(from: bytes)
    copies.append(UnsafeRawBufferPointer(copy))
    return mr_bytes(UnsafeRawBufferPointer(copy))
  }

  func copy(_ text: String) -> mr_bytes { text.withBytes { copy($0.buffer) } }
}
