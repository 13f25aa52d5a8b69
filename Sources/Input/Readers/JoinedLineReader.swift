package import CMapReduce
import Glibc
package import Model

/// The record of `text` for jobs that take lines together: all lines of a span, or as many as are wanted
/// at a time, under the byte offset of the first, without the newline of the last.
package final class JoinedLineReader: RecordReader {
  /// What the record's key points to.
  private let key = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  private var content = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Of what is left of the span.
  private var offset = 0
  private var firstRecord = 1
  private var records = 1

  package init() {}

  deinit { key.deallocate() }

  package func open(
    _ content: UnsafeRawBufferPointer, of span: Span, in file: InputFile
  ) throws(MRError) {
    self.content = content
    offset = span.offset
    firstRecord = span.firstRecord
    records = max(1, span.records)
  }

  package func next(
    into records: UnsafeMutableBufferPointer<mr_record>, limit: Int
  ) throws(MRError) -> ReaderBatch? {
    guard !content.isEmpty, !records.isEmpty else { return nil }
    let count = min(limit, self.records)
    let lines = count == self.records ? content : firstLines(count)
    let hasNewline = lines.last == UInt8(ascii: "\n")
    key.pointee = Int64(offset)
    records[0] = mr_record(
      key: mr_bytes(data: key, size: MemoryLayout<Int64>.size),
      value: mr_bytes(data: lines.baseAddress, size: lines.count - (hasNewline ? 1 : 0)))
    defer {
      content = UnsafeRawBufferPointer(rebasing: content[lines.count...])
      offset += lines.count
      firstRecord += count
      self.records -= count
    }
    return ReaderBatch(count: 1, firstRecord: firstRecord, fileRecords: count)
  }

  /// The first lines of what is left, with their newlines.
  private func firstLines(_ count: Int) -> UnsafeRawBufferPointer {
    var end = 0
    for _ in 0..<count {
      guard let start = content.baseAddress,
        let newline = memchr(start + end, Int32(UInt8(ascii: "\n")), content.count - end)
      else { return content }
      end = UnsafeRawPointer(newline) - start + 1
    }
    return UnsafeRawBufferPointer(rebasing: content[..<end])
  }
}
