import CMapReduce
import Glibc
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
    let isJoined = failed.fileRecords > failed.count
    var number = failed.firstRecord
    for record in records {
      if isJoined {
        try forEachLine(of: record) { (line) throws(MRError) in
          try test(piece, line, number)
          number += 1
        }
      } else {
        try test(piece, record, number)
        number += 1
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

  /// The lines of a record that joins some.
  private func forEachLine(
    of record: mr_record, _ body: (mr_record) throws(MRError) -> Void
  ) throws(MRError) {
    guard var start = record.value.data else { return }
    let end = start + record.value.size
    let first = record.key.data?.loadUnaligned(as: Int64.self) ?? 0
    let base = start
    while true {
      let newline = memchr(start, Int32(UInt8(ascii: "\n")), end - start)
      let lineEnd = newline.map { UnsafeRawPointer($0) } ?? end
      var key = first + Int64(start - base)
      let result = withUnsafeBytes(of: &key) { key in
        Result { () throws(MRError) in
          try body(
            mr_record(
              key: mr_bytes(data: key.baseAddress, size: key.count),
              value: mr_bytes(data: start, size: lineEnd - start)))
        }
      }
      try result.get()
      guard newline != nil else { return }
      start = lineEnd + 1
    }
  }
}
