package import Model

/// Reads the input once, from the first file to the last, and cuts it into record-aligned chunks
/// of whole blocks. Calls block: it belongs on a thread of its own.
///
/// A chunk is nearly always one block. Small files share one. A line or a file that is larger than
/// a block takes several; a line's chunk ends after the last line that fits its last block.
package struct ChunkStream: ~Copyable {
  /// Takes what cannot be used of the input.
  package typealias SettingAside = (BadInput) throws(MRError) -> Void

  /// The most spans of a chunk.
  static let spanLimit = 4096

  let files: [InputFile]
  let cutting: Cutting
  let limit: Int
  let setAside: SettingAside?
  private let refusals: [Int: MRError]
  private let blockCapacity: Int
  var carry: Carry

  /// The file that is opened next.
  private(set) var nextFile = 0
  /// No file from this one on is read before `end` is set anew.
  package var end: Int
  private var bytesOfEndedFiles = 0
  var source: SourceFile?
  /// The part of the source that the chunk has so far, in earlier blocks too.
  var span = Span(file: 0, offset: 0, length: 0, firstRecord: 1, records: 0)
  /// How much was read of a line that is too long, and whose end is looked for; in bytes.
  var passedOver: Int?
  /// Whether any of the files could be read.
  var isUsable = false
  /// Why the first one that could not be used cannot be.
  var firstError: MRError?

  var nextBlock = 0
  var chunk = Chunk(number: 0, firstBlock: 0, blockCount: 0, length: 0, spans: [])

  /// - Parameters:
  ///   - refusals: why files cannot be read, of those of which that is known, by their index.
  ///   - blockCapacity: bytes of a block; at least one.
  ///   - most: bytes of a line or a file, where there is room for less than the format takes.
  ///   - setAside: takes the files and records that cannot be used, and what it throws ends the stream;
  ///     nil: they end it.
  package init(
    _ files: [InputFile], refusals: [Int: MRError] = [:], cutting: Cutting, blockCapacity: Int,
    most: Int = .max, setAside: SettingAside? = nil
  ) {
    self.files = files
    self.refusals = refusals
    self.cutting = cutting
    self.blockCapacity = blockCapacity
    self.setAside = setAside
    limit = min(most, cutting.limit)
    carry = Carry(capacity: blockCapacity)
    end = files.count
  }

  /// How much of the input was read so far: bytes of the files as they lie on disk.
  package var position: Int { bytesOfEndedFiles + (source?.position ?? 0) }

  /// Passes over files that need not be read. The stream has to be at `end`.
  /// - Parameters:
  ///   - end: The first file that is read again, or may be.
  ///   - chunks: Into how many chunks the files are cut.
  ///   - blocks: The blocks of these.
  package mutating func pass(to end: Int, chunks: Int, blocks: Int) {
    for file in files[nextFile..<end] { bytesOfEndedFiles += file.size }
    (nextFile, self.end) = (end, end)
    nextBlock += blocks
    chunk.number += chunks
    chunk.firstBlock = nextBlock
    isUsable = true
  }

  /// The number of the chunk that comes next.
  package var nextChunk: Int { chunk.number }

  /// What became of bytes that were read.
  private enum Step {
    /// There is room for more of the file, or for the next one.
    case goesOn
    case endsBlock
    /// The block is full, and its chunk goes on.
    case fillsBlock
  }

  /// Fills a block.
  /// - Parameter payload: `blockCapacity` bytes.
  /// - Returns: nil after the last block, and after the last one of the files before `end`.
  /// - Throws: `inputChanged` if a file is not what it was when it was listed; `input` if one
  ///   cannot be read, or a record is too large, and is not set aside, or if none can be used. The stream has
  ///   then ended.
  package mutating func nextBlock(
    into payload: UnsafeMutableRawBufferPointer
  ) throws(MRError) -> LoadedBlock? {
    var filled = carry.move(into: payload)
    if passedOver != nil { filled = try passOver(payload, filled) }
    // Where the open file's bytes begin in this block.
    var begin = 0
    reading: while let source = try openSource(room: payload.count - filled) {
      do throws(InputFault) {
        filled += try source.read(into: UnsafeMutableRawBufferPointer(rebasing: payload[filled...]))
        switch try take(payload, of: source, &begin, &filled) {
        case .goesOn: continue reading
        case .endsBlock: break reading
        case .fillsBlock: return takeBlock(count: filled, endsChunk: false)
        }
      } catch {
        if error.kind == .tooLong, cutting.isLines {
          try beginPassingOver(payload[begin..<filled], error)
        } else {
          try setAsideRest(error)
        }
        filled = begin
        if chunk.blockCount > 0, chunk.spans.isEmpty { return abandonChunk() }
      }
    }
    if chunk.spans.isEmpty {
      if nextFile == files.count, source == nil { try checkUsable() }
      return nil
    }
    return takeBlock(count: filled, endsChunk: true)
  }

  /// Takes what was read of a file into the chunk.
  /// - Parameters:
  ///   - begin: where in the block the file begins.
  ///   - filled: where what was read ends; what belongs into the next block is carried there.
  private mutating func take(
    _ payload: UnsafeMutableRawBufferPointer, of source: SourceFile, _ begin: inout Int,
    _ filled: inout Int
  ) throws(InputFault) -> Step {
    let part = payload[begin..<filled]
    if source.isAtEnd {
      try extendSpan(by: part, endsFile: true)
      closeSource()
      begin = filled
      return filled == payload.count || chunkIsFull ? .endsBlock : .goesOn
    }
    let whole = bytesOfWholeRecords(part)
    if whole == 0, chunk.spans.isEmpty {
      // Short of the end a read comes short only of a fault, which the next one tells: a block that is
      // stored would have to be taken back.
      if filled < payload.count { return .goesOn }
      try extendSpan(by: part, endsFile: false)
      return .fillsBlock
    }
    try extendSpan(by: part.prefix(whole), endsFile: false)
    if whole > 0 { closeSpan() }
    carry.keep(part.dropFirst(whole))
    filled = begin + whole
    return .endsBlock
  }

  /// The file that is being read, or the next that can be. nil if there is none, or none that belongs
  /// into this chunk.
  private mutating func openSource(room: Int) throws(MRError) -> SourceFile? {
    while source == nil, nextFile < end {
      let file = files[nextFile]
      span = Span(file: nextFile, offset: 0, length: 0, firstRecord: 1, records: 0)
      nextFile += 1
      do throws(InputFault) {
        let opened = try open(file, refusals[nextFile - 1])
        source = opened
        // Spares reading what would only be carried to the next block.
        if !cutting.isLines, !opened.isCompressed, file.size > room, !chunk.spans.isEmpty {
          return nil
        }
      } catch {
        try setAsideRest(error)
      }
    }
    return source
  }

  private func open(_ file: InputFile, _ refusal: MRError?) throws(InputFault) -> SourceFile {
    if let refusal { throw InputFault(.unreadable, refusal) }
    let opened = try SourceFile(file, looksAtContent: cutting == .lines)
    try opened.checkText()
    if !cutting.isLines, !opened.isCompressed, file.size > limit { throw tooLarge(file) }
    return opened
  }

  /// How many of the open file's bytes, which go on in the next block, are whole records.
  private func bytesOfWholeRecords(_ part: Slice<UnsafeMutableRawBufferPointer>) -> Int {
    guard cutting.isLines, !part.isEmpty else { return 0 }
    return bytesOfWholeLines(UnsafeRawBufferPointer(rebasing: part))
  }

  private mutating func extendSpan(
    by part: Slice<UnsafeMutableRawBufferPointer>, endsFile: Bool
  ) throws(InputFault) {
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

  /// The open file is at its end, or of no use any more.
  mutating func closeSource() {
    // A file of no lines leaves no trace; one of no bytes is still a file.
    if span.length > 0 || !cutting.isLines { closeSpan() }
    isUsable = true
    leaveSource()
  }

  /// Goes on with the next file.
  mutating func leaveSource() {
    bytesOfEndedFiles += files[span.file].size
    source = nil
  }

  private mutating func closeSpan() {
    isUsable = true
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
}
