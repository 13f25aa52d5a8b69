import Glibc

/// The number of newlines. Every byte of a text passes here once, so it runs at memory speed.
func countNewlines(_ bytes: UnsafeRawBufferPointer) -> Int {
  typealias Lanes = SIMD64<UInt8>
  let width = Lanes.scalarCount
  let newline = Lanes(repeating: UInt8(ascii: "\n"))
  var count = 0
  var offset = 0
  while bytes.count - offset >= width {
    var lanes = Lanes()
    // A lane counts to 255 before it overflows.
    for _ in 0..<min(255, (bytes.count - offset) / width) {
      let isNewline = bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.self) .== newline
      // A lane of a mask is 0 or all ones, which is -1; `replace(with:where:)` is 100 times slower.
      lanes = lanes &- unsafeBitCast(isNewline, to: Lanes.self)
      offset += width
    }
    for lane in lanes.indices { count += Int(lanes[lane]) }
  }
  for byte in bytes[offset...] where byte == UInt8(ascii: "\n") { count += 1 }
  return count
}

/// The number of bytes up to and with the last newline; 0 if there is none.
func bytesOfWholeLines(_ bytes: UnsafeRawBufferPointer) -> Int {
  var end = bytes.count
  while end > 0, bytes[end - 1] != UInt8(ascii: "\n") { end -= 1 }
  return end
}

/// The number of bytes before the first newline; all if there is none.
func bytesBeforeNewline(_ bytes: UnsafeRawBufferPointer) -> Int {
  guard let start = bytes.baseAddress,
    let newline = memchr(start, Int32(UInt8(ascii: "\n")), bytes.count)
  else { return bytes.count }
  return UnsafeRawPointer(newline) - start
}
