package import Model

/// A piece of the input that a sample is taken from.
package struct InputPiece {
  package let file: InputFile
  /// Where it lies; its first record is not the file's first, though it counts from 1.
  package let span: Span
  /// Whole lines, or a whole file. Valid until the reading goes on.
  package let content: UnsafeRawBufferPointer
  /// Which of the `shares` of the file's records are meant.
  package let share: Int
  package let shares: Int

  init(
    of file: InputSample.File, offset: Int, content: UnsafeRawBufferPointer, share: Int = 0,
    shares: Int = 1
  ) {
    self.file = file.file
    span = Span(
      file: file.number, offset: offset, length: content.count, firstRecord: 1, records: 0)
    self.content = content
    self.share = share
    self.shares = shares
  }
}
