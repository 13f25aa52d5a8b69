package import Model

extension InputSample {
  /// The size of all whole files of a sample together, in bytes.
  private static let contentLimit = 256 << 20

  /// Hands out the pieces in the order of the input. Blocks: belongs on a thread of its own.
  /// - Throws: what `body` throws; otherwise as `ChunkStream` does, unless faults are passed over.
  package func read(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    if cutting.isLines { try readLines(body) } else { try readFiles(body) }
  }

  private func readLines(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    let reader = LinePieceReader()
    var lastCompressed = -1
    for reading in readings {
      var piece: InputPiece?
      do throws(InputFault) {
        piece = try lines(reading, reader, &lastCompressed)
      } catch {
        try judge(error)
      }
      if let piece { try body(piece) }
    }
  }

  private func lines(
    _ reading: Reading, _ reader: LinePieceReader, _ lastCompressed: inout Int
  ) throws(InputFault) -> InputPiece? {
    let file = files[reading.file]
    let source = try SourceFile(file.file, looksAtContent: cutting == .lines)
    try source.checkText()
    if !source.isCompressed {
      guard let lines = try reader.lines(of: source, in: reading.range, limit: reading.limit)
      else { return nil }
      return InputPiece(of: file, offset: lines.offset, content: lines.content)
    }
    guard reading.file > lastCompressed else { return nil }
    // There is no way into the middle: its beginning stands for all the pieces that lie in it.
    lastCompressed = reading.file
    let share = Double(file.file.size) / Double(total) * Double(pieces)
    guard let lines = try reader.firstLines(of: source, size: pieceSize * max(1, Int(share)))
    else { return nil }
    return InputPiece(of: file, offset: 0, content: lines)
  }

  private func readFiles(_ body: (InputPiece) throws(MRError) -> Void) throws(MRError) {
    var left = Self.contentLimit
    for reading in readings {
      let file = files[reading.file]
      guard file.file.size <= left, let whole = try whole(file.file, most: left) else { continue }
      left -= whole.content.count
      let shares = cutting.shares(length: whole.content.count)
      try body(
        InputPiece(of: file, offset: 0, content: whole.content, share: shares / 2, shares: shares))
      withExtendedLifetime(whole) {}
    }
  }

  /// - Returns: nil if the file is larger than `most` bytes, or passed over.
  private func whole(_ file: InputFile, most: Int) throws(MRError) -> WholeFile? {
    do throws(InputFault) { return try WholeFile(file, most: most) } catch {
      if error.kind != .tooLong { try judge(error) }
      return nil
    }
  }

  /// - Throws: what is not to be passed over.
  private func judge(_ fault: InputFault) throws(MRError) {
    if fault.kind == nil || !passesOver { throw fault.error }
  }
}
