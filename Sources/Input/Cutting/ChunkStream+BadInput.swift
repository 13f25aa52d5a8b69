import Model

/// What cannot be used of the input is set aside, and the rest is cut as if it were not there.
extension ChunkStream {
  /// Sets aside what is left of the file at hand: all of it, if nothing of it is in a chunk.
  /// - Throws: the fault's error, if it is to end the stream.
  mutating func setAsideRest(_ fault: InputFault) throws(MRError) {
    guard let setAside, let kind = fault.kind else { throw fault.error }
    if firstError == nil { firstError = fault.error }
    let isWhole = span.offset == 0 || !cutting.isLines
    let records =
      isWhole
      ? RecordRange(file: span.file)
      : RecordRange(file: span.file, numbers: span.firstRecord...Int.max)
    try setAside(
      BadInput(
        .records(records), kind, fault.reason(of: files[span.file].path),
        bytes: isWhole ? nil : span.offset..<Int.max))
    passedOver = nil
    leaveSource()
  }

  /// Sets aside a line that is too long, once its end is found.
  /// - Parameter part: the line goes on with, or ends in.
  mutating func beginPassingOver(
    _ part: Slice<UnsafeMutableRawBufferPointer>, _ fault: InputFault
  ) throws(MRError) {
    guard setAside != nil else { throw fault.error }
    if firstError == nil { firstError = fault.error }
    passedOver = span.length
    carry.keep(part)
  }

  /// Reads on to the end of a line that is too long.
  /// - Parameter filled: bytes of the block that were read.
  /// - Returns: the number of bytes that follow the line, from the block's beginning on.
  mutating func passOver(
    _ payload: UnsafeMutableRawBufferPointer, _ filled: Int
  ) throws(MRError) -> Int {
    var filled = filled
    while let source, let passed = passedOver {
      let line = bytesBeforeNewline(UnsafeRawBufferPointer(rebasing: payload[..<filled]))
      if line < filled || source.isAtEnd {
        let length = min(filled, line + 1)
        try setAsideLine(length: passed + length)
        payload.copyMemory(from: UnsafeRawBufferPointer(rebasing: payload[length..<filled]))
        return filled - length
      }
      passedOver = passed + filled
      do throws(InputFault) { filled = try source.read(into: payload) } catch {
        try setAsideRest(error)
      }
    }
    return 0
  }

  private mutating func setAsideLine(length: Int) throws(MRError) {
    guard let setAside else { return }
    passedOver = nil
    let number = span.firstRecord
    try setAside(
      BadInput(
        .records(RecordRange(file: span.file, numbers: number...number)), .tooLong,
        "is too long: " + longestRecord, bytes: span.offset..<span.offset + length))
    span = Span(
      file: span.file, offset: span.offset + length, length: 0, firstRecord: number + 1,
      records: 0)
  }

  /// Gives up the chunk whose blocks so far hold the beginning of what is set aside.
  mutating func abandonChunk() -> LoadedBlock {
    chunk.firstBlock = nextBlock
    chunk.blockCount = 0
    return LoadedBlock(number: nextBlock, count: 0, chunk: nil, isAbandoned: true)
  }

  /// - Throws: `input` if there are files, and nothing of any of them can be used.
  func checkUsable() throws(MRError) {
    guard !isUsable, let firstError else { return }
    if files.count == 1 { throw firstError }
    throw MRError(
      firstError.code, "none of the \(files.count) files can be used",
      cause: "the first: \(firstError.line)", remedy: firstError.remedy)
  }

  func lineTooLong() -> InputFault {
    InputFault(
      .tooLong,
      MRError(
        .input, "line \(span.firstRecord) of `\(files[span.file].path)` is too long",
        cause: longestRecord,
        remedy: roomRemedy ?? "If this is no text, name its format with --format."))
  }

  func tooLarge(_ file: InputFile) -> InputFault {
    InputFault(
      .tooLong,
      MRError(
        .input, "`\(file.path)` is too large",
        cause: "a file of this format has at most \(limit) bytes" + roomNote,
        remedy: roomRemedy ?? "Split it, or read it line by line with --format text."))
  }

  private var longestRecord: String { "a record has at most \(limit) bytes" + roomNote }

  private var roomNote: String { limit < cutting.limit ? ": the store has no room for more" : "" }

  private var roomRemedy: String? {
    limit < cutting.limit
      ? "Give the store more memory with --store-memory, or look whether it is what you think it is."
      : nil
  }
}
