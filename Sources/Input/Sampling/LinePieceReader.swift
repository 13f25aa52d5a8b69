import Model

/// Reads whole lines out of the middle of files, into memory that is used again.
final class LinePieceReader {
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
  /// How far the end of a line is looked for, in bytes.
  private static let longest = 4 << 20

  deinit { buffer.deallocate() }

  /// The whole lines that begin in a range of an uncompressed file, or the first after it that
  /// begins before `limit`.
  /// - Returns: the lines, valid until the next call, and where they begin; nil if there are none,
  ///   or none of a length worth looking for.
  func lines(
    of source: SourceFile, in range: Range<Int>, limit: Int
  ) throws(InputFault) -> (offset: Int, content: UnsafeRawBufferPointer)? {
    // A line begins after a newline, for which the byte before the range is looked at too.
    let base = max(0, range.lowerBound - 1)
    try source.skip(to: base, scratch: buffer)
    var filled = 0
    var wanted = range.upperBound - base
    while true {
      filled = try fill(from: source, filled, upTo: wanted)
      let read = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
      let start = range.lowerBound == 0 ? 0 : bytesBeforeNewline(read) + 1
      if start < filled {
        let end = source.isAtEnd ? filled : bytesOfWholeLines(read)
        if end > start {
          return (base + start, UnsafeRawBufferPointer(rebasing: read[start..<end]))
        }
      } else if base + filled >= limit {
        return nil
      }
      if source.isAtEnd || wanted >= Self.longest { return nil }
      wanted *= 2
    }
  }

  /// The whole lines at the beginning of a file, about `size` bytes.
  /// - Returns: valid until the next call; nil if there are none.
  func firstLines(of source: SourceFile, size: Int) throws(InputFault) -> UnsafeRawBufferPointer? {
    var filled = 0
    var wanted = size
    while true {
      filled = try fill(from: source, filled, upTo: wanted)
      let read = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
      let end = source.isAtEnd ? filled : bytesOfWholeLines(read)
      if end > 0 { return UnsafeRawBufferPointer(rebasing: read[..<end]) }
      if source.isAtEnd || wanted >= Self.longest { return nil }
      wanted *= 2
    }
  }

  /// - Returns: the number of bytes in the buffer.
  private func fill(
    from source: SourceFile, _ filled: Int, upTo wanted: Int
  ) throws(InputFault) -> Int {
    if wanted > buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 64)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
      buffer.deallocate()
      buffer = larger
    }
    return filled
      + (try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<wanted])))
  }
}
