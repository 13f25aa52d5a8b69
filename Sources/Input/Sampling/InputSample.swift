package import Model

/// Reads a few pieces of the input that are spread evenly over all of its bytes: the same pieces
/// whenever the listing is the same. Calls block: it belongs on a thread of its own.
package struct InputSample {
  /// Number of pieces that are looked for. There may be fewer: where no line begins, and of small
  /// inputs, which are one piece.
  package let pieces: Int
  private let files: [InputFile]
  private let cutting: Cutting
  /// Of a piece, in bytes.
  private let pieceSize: Int
  /// Where each file begins in the whole of the input, and where the last ends.
  private let starts: [Int]

  /// Of lines, in bytes: enough for thousands of them.
  private static let sampleSize = 4 << 20
  /// A piece of lines costs at least a read, and a document may take seconds.
  private static let linePieces = 128...4096
  private static let documentPieces = 16
  /// Small files that are opened for one piece.
  private static let filesOfPiece = 16
  /// Of whole files, all together, in bytes.
  private static let contentLimit = 256 << 20

  /// - Parameter resolution: into how many parts the sample is to divide the input: there are
  ///   several pieces for each if that is affordable.
  package init(_ files: [InputFile], cutting: Cutting, resolution: Int) {
    self.files = files
    self.cutting = cutting
    var sum = 0
    starts =
      [0]
      + files.map { file in
        sum += file.size; return sum
      }
    switch cutting {
    case .lines, .rawLines:
      if sum <= Self.sampleSize {
        pieces = 1
        pieceSize = sum
        break
      }
      let range = Self.linePieces
      pieces = min(max(8 * resolution, range.lowerBound), range.upperBound)
      pieceSize = max(4 << 10, Self.sampleSize / pieces)
    case .whole, .documents:
      pieces = cutting == .whole ? Self.linePieces.lowerBound : Self.documentPieces
      pieceSize = 0
    }
  }

  /// Hands out the pieces in the order of the input.
  /// - Throws: what `body` throws; otherwise as `ChunkStream` does.
  package func read(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    if cutting.isLines { try readLines(body) } else { try readFiles(body) }
  }

  private func readLines(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    let reader = LinePieceReader()
    let total = starts[files.count]
    var lastCompressed = -1
    var index = 0
    for piece in 0..<pieces {
      let (start, next) = (position(of: piece), position(of: piece + 1))
      let end = min(start + pieceSize, next)
      while index < files.count, starts[index + 1] <= start { index += 1 }
      var (file, from) = (index, start)
      while from < end, file < files.count, file - index < Self.filesOfPiece {
        let range = from - starts[file]..<min(end, starts[file + 1]) - starts[file]
        let source = range.isEmpty ? nil : try open(files[file])
        if let source, !source.isCompressed {
          let limit = min(next, starts[file + 1]) - starts[file]
          if let lines = try reader.lines(of: source, in: range, limit: limit) {
            try body(InputPiece(file: file, offset: lines.offset, content: lines.content))
          }
        } else if let source, file > lastCompressed {
          // There is no way into the middle: its beginning stands for all the pieces that lie in it.
          lastCompressed = file
          let share = Double(files[file].size) / Double(total) * Double(pieces)
          if let lines = try reader.firstLines(of: source, size: pieceSize * max(1, Int(share))) {
            try body(InputPiece(file: file, offset: 0, content: lines))
          }
        }
        from = starts[file + 1]
        file += 1
      }
    }
  }

  private func readFiles(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    var left = Self.contentLimit
    var index = 0
    var last = -1
    for piece in 0..<pieces {
      while index < files.count, starts[index + 1] <= position(of: piece) { index += 1 }
      guard index < files.count, index > last, files[index].size <= left else { continue }
      last = index
      let source = try SourceFile(files[index])
      let content = UnsafeMutableRawBufferPointer.allocate(
        byteCount: source.isCompressed ? left : files[index].size, alignment: 64)
      defer { content.deallocate() }
      let count = try source.read(into: content)
      guard source.isAtEnd else { continue }
      left -= count
      let shares = cutting.shares(length: count)
      try body(
        InputPiece(
          file: index, offset: 0, content: UnsafeRawBufferPointer(rebasing: content[..<count]),
          share: shares / 2, shares: shares))
    }
  }

  private func open(_ file: InputFile) throws(MRError) -> SourceFile {
    let source = try SourceFile(file, looksAtContent: cutting == .lines)
    try source.checkText()
    return source
  }

  /// Where a piece begins in the whole of the input.
  private func position(of piece: Int) -> Int {
    let (quotient, rest) = starts[files.count].quotientAndRemainder(dividingBy: pieces)
    return quotient * piece + rest * piece / pieces
  }
}
