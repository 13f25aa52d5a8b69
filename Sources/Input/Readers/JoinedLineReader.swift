package import CMapReduce
package import Model

/// The record of `text` for jobs that take lines together: all lines of a span, under its byte
/// offset, without the newline of the last.
package final class JoinedLineReader: RecordReader {
  /// What the record's key points to.
  private let key = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  private var content = UnsafeRawBufferPointer(start: nil, count: 0)
  private var lines = ReaderBatch(count: 1, firstRecord: 1)

  package init() {}

  deinit { key.deallocate() }

  package func open(
    _ content: UnsafeRawBufferPointer, of span: Span, in file: InputFile
  ) throws(MRError) {
    self.content = content
    key.pointee = Int64(span.offset)
    lines = ReaderBatch(
      count: 1, firstRecord: span.firstRecord, fileRecords: max(1, span.records))
  }

  package func next(
    into records: UnsafeMutableBufferPointer<mr_record>
  ) throws(MRError) -> ReaderBatch? {
    guard let last = content.last, !records.isEmpty else { return nil }
    let hasNewline = last == UInt8(ascii: "\n")
    records[0] = mr_record(
      key: mr_bytes(data: key, size: MemoryLayout<Int64>.size),
      value: mr_bytes(data: content.baseAddress, size: content.count - (hasNewline ? 1 : 0)))
    content = UnsafeRawBufferPointer(start: nil, count: 0)
    return lines
  }
}
