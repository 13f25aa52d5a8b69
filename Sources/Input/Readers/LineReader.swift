package import CMapReduce
import Glibc
package import Model

/// The records of `text`: lines without their newline, under their byte offset in the
/// uncompressed file. A carriage return stays: data are kept as they are. A last line needs no
/// newline; nothing after the last newline is no line.
package final class LineReader: RecordReader {
  /// What the records' keys point to.
  private let keys: UnsafeMutableBufferPointer<Int64>
  private var content = UnsafeRawBufferPointer(start: nil, count: 0)
  private var position = 0
  /// Where the content lies within its file.
  private var offset = 0
  private var nextRecord = 1

  /// - Parameter capacity: the most records of a batch; at least one.
  package init(capacity: Int) {
    keys = .allocate(capacity: capacity)
    keys.initialize(repeating: 0)
  }

  deinit { keys.deallocate() }

  package func open(
    _ content: UnsafeRawBufferPointer, of span: Span, in file: InputFile
  ) throws(MRError) {
    self.content = content
    position = 0
    offset = span.offset
    nextRecord = span.firstRecord
  }

  package func next(
    into records: UnsafeMutableBufferPointer<mr_record>, limit: Int
  ) throws(MRError) -> ReaderBatch? {
    guard position < content.count, let keys = keys.baseAddress, let bytes = content.baseAddress,
      let record = records.baseAddress
    else { return nil }
    let capacity = min(records.count, self.keys.count, limit)
    let end = bytes + content.count
    var start = bytes + position
    var count = 0
    while count < capacity, start < end {
      let newline = memchr(start, Int32(UInt8(ascii: "\n")), end - start)
      let lineEnd = newline.map { UnsafeRawPointer($0) } ?? end
      keys[count] = Int64(offset + (start - bytes))
      record[count] = mr_record(
        key: mr_bytes(data: keys + count, size: MemoryLayout<Int64>.size),
        value: mr_bytes(data: start, size: lineEnd - start))
      start = lineEnd + 1
      count += 1
    }
    position = start - bytes
    defer { nextRecord += count }
    return ReaderBatch(count: count, firstRecord: nextRecord)
  }
}
