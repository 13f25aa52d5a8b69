package import Model

/// A file in memory, uncompressed.
package final class WholeFile {
  package private(set) var content = UnsafeRawBufferPointer(start: nil, count: 0)
  private var memory: UnsafeMutableRawBufferPointer

  /// Blocks.
  /// - Parameter most: bytes of the file, uncompressed.
  /// - Throws: also `tooLong`, if it has more.
  package init(_ file: InputFile, most: Int) throws(InputFault) {
    memory = .allocate(byteCount: max(1, min(most, file.size)), alignment: 64)
    let source = try SourceFile(file)
    var filled = 0
    while !source.isAtEnd {
      if filled == memory.count {
        guard filled < most else {
          throw InputFault(
            .tooLong, MRError(.input, "`\(file.path)` has more than \(most) bytes"))
        }
        grow(to: min(most, 2 * filled), filled)
      }
      filled += try source.read(
        into: UnsafeMutableRawBufferPointer(rebasing: memory[filled...]))
    }
    content = UnsafeRawBufferPointer(rebasing: memory[..<filled])
  }

  deinit { memory.deallocate() }

  private func grow(to size: Int, _ filled: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<filled]))
    memory.deallocate()
    memory = larger
  }
}
