package import Model

/// Reads the input once, from the first file to the last, and cuts it into record-aligned chunks
/// of whole blocks. Calls block: it belongs on a thread of its own.
///
/// A chunk is nearly always one block. Small files share one. A line or a file that is larger than
/// a block takes several; a line's chunk ends after the last line that fits its last block.
package struct ChunkStream: ~Copyable {
  /// The most spans of a chunk.
  static let spanLimit = 4096

  private let files: [InputFile]
  private let cutting: Cutting
  private let limit: Int
  private let blockCapacity: Int
  private var carry: Carry

  private var nextFile = 0
  private var bytesOfEndedFiles = 0
  private var source: SourceFile?
  /// The part of the source that the chunk has so far, in earlier blocks too.
  private var span = Span(file: 0, offset: 0, length: 0, firstRecord: 1, records: 0)

  private var nextBlock = 0
  private var chunk = Chunk(number: 0, firstBlock: 0, blockCount: 0, length: 0, spans: [])

  /// - Parameters:
  ///   - blockCapacity: bytes of a block; at least one.
  package init(_ files: [InputFile], cutting: Cutting, blockCapacity: Int) {
    self.init(files, cutting: cutting, blockCapacity: blockCapacity, limit: cutting.limit)
  }

  /// - Parameter limit: the most bytes of a line or a file.
  init(_ files: [InputFile], cutting: Cutting, blockCapacity: Int, limit: Int) {
    self.files = files
    self.cutting = cutting
    self.blockCapacity = blockCapacity
    self.limit = limit
    carry = Carry(capacity: blockCapacity)
  }

  /// How much of the input was read so far: bytes of the files as they lie on disk.
  package var position: Int { bytesOfEndedFiles + (source?.position ?? 0) }

  /// Fills a block.
  /// - Parameter payload: `blockCapacity` bytes.
  /// - Returns: nil after the last block.
  /// - Throws: `inputChanged` if a file is not what it was when it was listed; `input` if one
  ///   cannot be read, or a record is too large. The stream has then ended.
  package mutating func nextBlock(
    into payload: UnsafeMutableRawBufferPointer
  ) throws(MRError) -> LoadedBlock? {
    var filled = carry.move(into: payload)
    // Where the open file's bytes begin in this block.
    var begin = 0
    while let source = try openSource(room: payload.count - filled) {
      filled += try source.read(into: UnsafeMutableRawBufferPointer(rebasing: payload[filled...]))
      if source.isAtEnd {
        try extendSpan(by: payload[begin..<filled], endsFile: true)
        closeSource()
        begin = filled
        if filled == payload.count || chunkIsFull { break }
      } else {
        let part = payload[begin..<filled]
        let whole = bytesOfWholeRecords(part)
        if whole == 0, chunk.spans.isEmpty {
          try extendSpan(by: part, endsFile: false)
          return takeBlock(count: filled, endsChunk: false)
        }
        try extendSpan(by: part.prefix(whole), endsFile: false)
        if whole > 0 { closeSpan() }
        carry.keep(part.dropFirst(whole))
        filled = begin + whole
        break
      }
    }
    return chunk.spans.isEmpty ? nil : takeBlock(count: filled, endsChunk: true)
  }

  /// The file that is being read, or the next. nil if there is none, or none that belongs into
  /// this chunk.
  private mutating func openSource(room: Int) throws(MRError) -> SourceFile? {
    if source == nil {
      guard nextFile < files.count else { return nil }
      let file = files[nextFile]
      let opened = try SourceFile(file, looksAtContent: cutting == .lines)
      try opened.checkText()
      if !cutting.isLines, !opened.isCompressed, file.size > limit { throw tooLarge(file) }
      source = opened
      span = Span(file: nextFile, offset: 0, length: 0, firstRecord: 1, records: 0)
      nextFile += 1
      // Spares reading what would only be carried to the next block.
      if !cutting.isLines, !opened.isCompressed, file.size > room, !chunk.spans.isEmpty {
        return nil
      }
    }
    return source
  }

  /// How many of the open file's bytes, which go on in the next block, are whole records.
  private func bytesOfWholeRecords(_ part: Slice<UnsafeMutableRawBufferPointer>) -> Int {
    guard cutting.isLines, !part.isEmpty else { return 0 }
    return bytesOfWholeLines(UnsafeRawBufferPointer(rebasing: part))
  }

  private mutating func extendSpan(
    by part: Slice<UnsafeMutableRawBufferPointer>, endsFile: Bool
  ) throws(MRError) {
    let bytes = UnsafeRawBufferPointer(rebasing: part)
    switch cutting {
    case .lines, .rawLines:
      // Only a line that fills blocks can be too long; it is the span's first.
      if span.length > 0 {
        if span.length + bytesBeforeNewline(bytes) > limit { throw lineTooLong() }
      }
      span.records += countNewlines(bytes)
      if endsFile, let last = bytes.last, last != UInt8(ascii: "\n") { span.records += 1 }
    case .whole:
      span.records = 1
    case .documents: break
    }
    span.length += bytes.count
    if !cutting.isLines, span.length > limit { throw tooLarge(files[span.file]) }
  }

  private mutating func closeSource() {
    // A file of no lines leaves no trace; one of no bytes is still a file.
    if span.length > 0 || !cutting.isLines { closeSpan() }
    bytesOfEndedFiles += files[span.file].size
    source = nil
  }

  private mutating func closeSpan() {
    chunk.spans.append(span)
    chunk.length += span.length
    span = Span(
      file: span.file, offset: span.offset + span.length, length: 0,
      firstRecord: span.firstRecord + span.records, records: 0)
  }

  /// Whether it takes no more files: a file of several blocks stays alone, so that it can be dealt
  /// into shares.
  private var chunkIsFull: Bool {
    chunk.spans.count == Self.spanLimit || (!cutting.isLines && chunk.blockCount > 0)
  }

  private mutating func takeBlock(count: Int, endsChunk: Bool) -> LoadedBlock {
    let number = nextBlock
    nextBlock += 1
    chunk.blockCount += 1
    guard endsChunk else { return LoadedBlock(number: number, count: count, chunk: nil) }
    var ended = chunk
    if ended.spans.count == 1 { ended.shares = cutting.shares(length: ended.length) }
    chunk = Chunk(
      number: ended.number + 1, firstBlock: nextBlock, blockCount: 0, length: 0, spans: [])
    return LoadedBlock(number: number, count: count, chunk: ended)
  }

  private func lineTooLong() -> MRError {
    MRError(
      .input, "line \(span.firstRecord) of `\(files[span.file].path)` is too long",
      cause: "a record has at most \(limit) bytes",
      remedy: "If this is no text, name its format with --format.")
  }

  private func tooLarge(_ file: InputFile) -> MRError {
    MRError(
      .input, "`\(file.path)` is too large",
      cause: "a file of this format has at most \(limit) bytes",
      remedy: "Split it, or read it line by line with --format text.")
  }
}
