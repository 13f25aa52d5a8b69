package import CMapReduce
package import Model

/// The records of `text` for jobs that take lines together: pieces of whole lines under their byte
/// offset, without the newline of the last.
package final class JoinedLineReader: RecordReader {
  /// What the record's key points to.
  private let key = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  private let size: Int
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Of the rest within its file.
  private var offset = 0
  private var nextRecord = 1

  /// - Parameter size: of a piece, in bytes, unless a line is longer: what stays in a cache and makes
  ///   the cost of a call vanish.
  package init(size: Int = 64 << 10) { self.size = size }

  deinit { key.deallocate() }

  package func open(
    _ content: UnsafeRawBufferPointer, of span: Span, in file: InputFile
  ) throws(MRError) {
    rest = content
    offset = span.offset
    nextRecord = span.firstRecord
  }

  package func next(
    into records: UnsafeMutableBufferPointer<mr_record>
  ) throws(MRError) -> ReaderBatch? {
    guard let start = rest.baseAddress, !rest.isEmpty else { return nil }
    var end = min(size, rest.count)
    if end < rest.count {
      let wholeLines = bytesOfWholeLines(UnsafeRawBufferPointer(rebasing: rest[..<end]))
      end = wholeLines > 0 ? wholeLines : min(bytesBeforeNewline(rest) + 1, rest.count)
    }
    let piece = UnsafeRawBufferPointer(rebasing: rest[..<end])
    let hasNewline = piece[end - 1] == UInt8(ascii: "\n")
    let lines = countNewlines(piece) + (hasNewline ? 0 : 1)
    key.pointee = Int64(offset)
    records[0] = mr_record(
      key: mr_bytes(data: key, size: MemoryLayout<Int64>.size),
      value: mr_bytes(data: start, size: end - (hasNewline ? 1 : 0)))
    rest = UnsafeRawBufferPointer(rebasing: rest[end...])
    offset += end
    defer { nextRecord += lines }
    return ReaderBatch(count: 1, firstRecord: nextRecord, fileRecords: lines)
  }
}
