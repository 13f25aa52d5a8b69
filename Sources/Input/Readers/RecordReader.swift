package import CMapReduce
package import Model

/// Turns the bytes of spans into records. One for a task, used from one thread; opened for one
/// span after the other.
package protocol RecordReader: AnyObject {
  /// Begins a span, whatever is left of the one before.
  /// - Parameter content: the span's bytes, which live until the next `open` or the reader's end.
  func open(_ content: UnsafeRawBufferPointer, of span: Span, in file: InputFile) throws(MRError)

  /// Writes the next records. They live until the next call of `next` or `open`.
  /// - Parameter limit: how many records of the file they may be at most.
  /// - Returns: nil at the end of the span.
  func next(into records: UnsafeMutableBufferPointer<mr_record>, limit: Int) throws(MRError)
    -> ReaderBatch?
}

extension RecordReader {
  package func next(into records: UnsafeMutableBufferPointer<mr_record>) throws(MRError)
    -> ReaderBatch?
  {
    try next(into: records, limit: .max)
  }
}
