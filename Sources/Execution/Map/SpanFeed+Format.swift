import CMapReduce
import Cache
import Input
import Model
import PluginHost

/// Records of a plugin's input format.
extension SpanFeed {
  /// - Parameter progress: Told how many bytes of the content are read.
  func read(
    _ piece: Piece, with format: PluginFormat, _ context: TaskContext, progress: (Int) -> Void
  ) throws(MRError) {
    collector.countSkipped(records: piece.care.unreadCount)
    if piece.care.skipsAll { return }
    defer {
      if let trouble = job.kept?.cache.takeTrouble() { collector.log(.warning, trouble) }
    }
    note.write(.reading, RecordRange(file: piece.span.file))
    listen(piece)
    defer { bad.reading = { _ in } }
    var reader: (any DocumentReader)?
    do throws(MRError) {
      reader = try open(piece, format, context)
    } catch {
      return try leaveRest(piece, after: 0, error, context)
    }
    guard let reader else { return }
    defer { reader.close() }
    monitor.limitStep(to: nil)
    while !collector.isSated, let next = try read(piece, from: reader, context) {
      monitor.limitStep(to: nil)
      try take(piece, next)
      progress(piece.content.count * reader.sharesRead / piece.count)
    }
  }

  /// Has what the format says of the record at hand noted.
  private func listen(_ piece: Piece) {
    bad.reading = { [note] in note.write(.reading, piece.range($0, 1)) }
  }

  /// Twice if that may help.
  private func open(
    _ piece: Piece, _ format: PluginFormat, _ context: TaskContext
  ) throws(MRError) -> any DocumentReader {
    func open() throws(MRError) -> any DocumentReader {
      // With records that are not to be read a document is not what it is for other jobs.
      if let kept = job.kept, piece.care.isEmpty, let cache {
        return try KeptDocument(piece, format, context, kept, cache, collector)
      }
      return try FormatReader(
        opening: format, source: piece.source, content: piece.content, shares: piece.shares,
        of: piece.count, unread: piece.care.unread, context: context)
    }
    do throws(MRError) { return try open() } catch {
      guard error.code == .plugin, bad.isSkipped, context.isUsable else { throw error }
      return try open()
    }
  }

  /// - Returns: nil at the end, or where the rest of the file is left out.
  private func read(
    _ piece: Piece, from reader: any DocumentReader, _ context: TaskContext
  ) throws(MRError) -> RecordBatch? {
    let last = reader.lastRecord
    if case .skip(.max) = piece.care.step(at: last + 1), last > 0 { return nil }
    let capacity = piece.care.isEmpty ? pace.size : 1
    // A share begins at a record that only the format knows.
    let isKnown = last > 0 || piece.shares.lowerBound == 0
    note.write(
      .reading,
      isKnown ? piece.reading(after: last, capacity) : RecordRange(file: piece.span.file))
    bad.passed = { [note] in note.write(.reading, piece.reading(after: $0, capacity)) }
    defer { bad.passed = { _ in } }
    do throws(MRError) {
      return try reader.next(into: batch.baseAddress!, capacity: capacity)
    } catch {
      try leaveRest(piece, after: last, error, context)
      return nil
    }
  }

  private func take(_ piece: Piece, _ next: RecordBatch) throws(MRError) {
    guard case .skip = piece.care.step(at: next.firstRecord) else {
      return try map(piece, ReaderBatch(count: next.count, firstRecord: next.firstRecord))
    }
    try bad.leave(
      BadInput(
        .records(piece.range(next.firstRecord, 1)), .failed, "", record: bad.content(of: batch[0])))
  }

  /// Sets aside what of the file has not been read.
  private func leaveRest(
    _ piece: Piece, after last: Int, _ error: MRError, _ context: TaskContext
  ) throws(MRError) {
    guard bad.takes(error), context.isUsable else { throw error }
    let (kind, reason) = context.badFile ?? (.damaged, error.cause ?? error.message)
    let range = RecordRange(file: piece.span.file, numbers: last + 1...Int.max)
    try bad.leave(BadInput(.records(range), kind, reason))
  }
}
