package import CMapReduce
package import Model

/// The records of `whole`: one a file, its bytes under its path below the layout's fixed part.
package final class WholeReader: RecordReader {
  private var key = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var content: UnsafeRawBufferPointer?

  package init() {}

  deinit { key.deallocate() }

  package func open(
    _ content: UnsafeRawBufferPointer, of span: Span, in file: InputFile
  ) throws(MRError) {
    key.deallocate()
    key = .allocate(byteCount: file.relativePath.bytes.count, alignment: 1)
    key.copyBytes(from: file.relativePath.bytes)
    self.content = content
  }

  package func next(
    into records: UnsafeMutableBufferPointer<mr_record>, limit: Int
  ) throws(MRError) -> ReaderBatch? {
    guard let content, !records.isEmpty else { return nil }
    records[0] = mr_record(
      key: mr_bytes(data: key.baseAddress, size: key.count),
      value: mr_bytes(data: content.baseAddress, size: content.count))
    self.content = nil
    return ReaderBatch(count: 1, firstRecord: 1)
  }
}
