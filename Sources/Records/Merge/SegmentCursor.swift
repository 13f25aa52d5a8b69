internal import CMapReduce
internal import CXXHash
internal import Model

/// Reads the records of one segment. A record lies in the source's current piece, or in `scratch`
/// if it straddles pieces.
struct SegmentCursor: ~Copyable {
  /// The current record's key.
  private(set) var key = mr_bytes()
  private(set) var value = mr_bytes()
  /// The key's head, ordered; all ones at the end of the segment.
  private(set) var prefix: UInt64 = 0
  private(set) var isAtEnd = false

  private let source: any SegmentSource
  /// Index among the merge's inputs, for errors.
  private let index: Int
  /// The part of the current piece that was not read yet.
  private var position: UnsafeRawPointer
  private var end: UnsafeRawPointer
  /// Bytes of the segment that lie beyond the current piece.
  private var beyond: Int
  private var recordsLeft: Int
  private var scratch = ByteBuffer()
  private let keysAreNumbers: Bool
  private static var lookahead: Int { 256 }

  init(_ input: RunMerger.Input, index: Int, keyType: ValueType) {
    source = input.source
    self.index = index
    beyond = input.length
    recordsLeft = input.records
    keysAreNumbers = keyType.isNumeric
    // An empty piece, wherever it is.
    position = UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    end = position
  }

  /// Goes to the next record, or to the end, unless that needs another piece.
  /// - Returns: false if it does; the current record is still valid then.
  @inline(__always)
  mutating func advanceInPiece() throws(RecordError) -> Bool {
    let available = end - position
    switch RecordFrame.parse(position, available) {
    case .header(let header) where header.frameSize <= available:
      try take(header, position)
      position += header.frameSize
      // The next records but one or two: a merge reads more streams at once than the processor
      // recognises.
      mr_prefetch(position + Self.lookahead)
      mr_prefetch(position + Self.lookahead + 64)
      return true
    case let parsed:
      return try endOrWait(parsed, available)
    }
  }

  /// Goes to the next record, or to the end, fetching pieces as needed.
  mutating func advance() throws {
    if try advanceInPiece() { return }
    if position == end {
      try fetch()
      if try advanceInPiece() { return }
    }
    try assemble()
  }

  /// Puts a record together that does not lie in one piece.
  private mutating func assemble() throws {
    scratch.removeAll()
    var wanted = 1
    while true {
      if position == end { try fetch() }
      let part = min(wanted, end - position)
      try scratch.append(UnsafeRawBufferPointer(start: position, count: part))
      position += part
      let frame = UnsafeRawPointer(try scratch.reserve(0) - scratch.count)
      switch RecordFrame.parse(frame, scratch.count) {
      case .header(let header):
        wanted = header.frameSize - scratch.count
        if wanted == 0 { return try take(header, frame) }
        try check(wanted <= end - position + beyond, "a record reaches beyond its end")
      case .incomplete:
        wanted = 1
      case .malformed:
        throw corrupt("a record's size is out of range")
      }
    }
  }

  @inline(__always)
  private mutating func take(
    _ header: RecordFrame.Header, _ frame: UnsafeRawPointer
  ) throws(RecordError) {
    if keysAreNumbers && header.keySize != 8 { throw corrupt("a number has not eight bytes") }
    let start = frame + header.size
    key = mr_bytes(data: start, size: header.keySize)
    value = mr_bytes(data: start + header.keySize, size: header.valueSize)
    prefix = KeyHead.loadOrdered(start, header.keySize)
    recordsLeft &-= 1
  }

  @inline(never)
  private mutating func endOrWait(
    _ parsed: RecordFrame.Parsed, _ available: Int
  ) throws(RecordError) -> Bool {
    if available == 0 && beyond == 0 {
      try check(recordsLeft == 0, "it has another number of records than was written")
      isAtEnd = true
      prefix = .max
      return true
    }
    switch parsed {
    case .header(let header):
      try check(header.frameSize <= available + beyond, "a record reaches beyond its end")
    case .incomplete:
      try check(beyond > 0, "it ends within a record")
    case .malformed:
      throw corrupt("a record's size is out of range")
    }
    return false
  }

  /// Goes on to the next piece that is not empty.
  private mutating func fetch() throws {
    repeat {
      guard let piece = try source.next() else { throw corrupt("it ends within a record") }
      try check(piece.count <= beyond, "it is longer than what was written")
      guard let start = piece.baseAddress else { continue }
      position = start
      end = start + piece.count
      beyond -= piece.count
    } while position == end
  }

  private func check(_ holds: Bool, _ reason: String) throws(RecordError) {
    if !holds { throw corrupt(reason) }
  }

  func corrupt(_ reason: String) -> RecordError { .corruptSegment(index, reason: reason) }
}
