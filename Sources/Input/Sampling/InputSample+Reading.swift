package import Model

extension InputSample {
  /// The size of all whole files of a sample together, in bytes.
  private static let contentLimit = 256 << 20

  /// Hands out the pieces in the order of the input. Blocks: belongs on a thread of its own.
  /// - Throws: what `body` throws; otherwise as `ChunkStream` does.
  package func read(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    if cutting.isLines { try readLines(body) } else { try readFiles(body) }
  }

  private func readLines(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    let reader = LinePieceReader()
    var lastCompressed = -1
    for reading in readings {
      let file = files[reading.file]
      let source = try open(file.file)
      if !source.isCompressed {
        if let lines = try reader.lines(of: source, in: reading.range, limit: reading.limit) {
          try body(InputPiece(of: file, offset: lines.offset, content: lines.content))
        }
      } else if reading.file > lastCompressed {
        // There is no way into the middle: its beginning stands for all the pieces that lie in it.
        lastCompressed = reading.file
        let share = Double(file.file.size) / Double(total) * Double(pieces)
        if let lines = try reader.firstLines(of: source, size: pieceSize * max(1, Int(share))) {
          try body(InputPiece(of: file, offset: 0, content: lines))
        }
      }
    }
  }

  private func readFiles(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    var left = Self.contentLimit
    for reading in readings {
      let file = files[reading.file]
      guard file.file.size <= left else { continue }
      let source = try SourceFile(file.file)
      let content = UnsafeMutableRawBufferPointer.allocate(
        byteCount: source.isCompressed ? left : file.file.size, alignment: 64)
      defer { content.deallocate() }
      let count = try source.read(into: content)
      guard source.isAtEnd else { continue }
      left -= count
      let shares = cutting.shares(length: count)
      try body(
        InputPiece(
          of: file, offset: 0, content: UnsafeRawBufferPointer(rebasing: content[..<count]),
          share: shares / 2, shares: shares))
    }
  }

  private func open(_ file: InputFile) throws(MRError) -> SourceFile {
    let source = try SourceFile(file, looksAtContent: cutting == .lines)
    try source.checkText()
    return source
  }
}
