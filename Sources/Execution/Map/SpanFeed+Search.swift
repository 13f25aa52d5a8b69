import CMapReduce
import Input
import Model
import PluginHost

/// Which records of a batch that failed are bad. From the first failure on the attempt is lost, and only
/// goes on to find all of them, so that the next one can leave them out.
extension SpanFeed {
  func search(_ piece: Piece, _ failed: ReaderBatch, _ error: MRError) throws(MRError) {
    bad.fail(error)
    let before = bad.found.count
    let records = Array(batch[..<failed.count])
    try collector.beginSearch()
    try records.withUnsafeBufferPointer { (records) throws(MRError) in
      guard let first = records.baseAddress else { return }
      try forEachRecord(of: first, failed) { (record, number) throws(MRError) in
        try test(piece, record, number)
      }
    }
    // It is not the records then.
    if bad.found.count == before, bad.doubtful == nil { throw error }
  }

  /// Maps a record alone.
  private func test(_ piece: Piece, _ record: mr_record, _ number: Int) throws(MRError) {
    if bad.isEnough { throw bad.failure ?? MRError(.internal, "there is nothing to search for") }
    try monitor.checkCancellation()
    note.write(.mapping, piece.range(number, 1))
    var record = record
    do throws(MRError) {
      try collector.map(piece.source, &record, ReaderBatch(count: 1, firstRecord: number))
    } catch {
      guard bad.takes(error) else { throw error }
      note(piece, record, number, error)
      try collector.beginSearch()
    }
  }

  private func note(_ piece: Piece, _ record: mr_record, _ number: Int, _ error: MRError) {
    let range = piece.range(number, 1)
    // Another attempt may do better.
    if error.code == .plugin { return bad.doubt(range) }
    bad.find(BadInput(.records(range), .failed, error.line))
  }
}
