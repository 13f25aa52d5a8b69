import CMapReduce
import Cache
import Input
import Model
import PluginHost

/// Cuts the bytes of spans into records and hands them to the collector in batches.
final class SpanFeed {
  let job: LoadedJob
  let collector: any RecordMapper
  let monitor: AttemptMonitor
  let note: CrashNote
  let care: TaskCare
  let bad: BadRecords
  let batch = UnsafeMutableBufferPointer<mr_record>.allocate(capacity: capacity)
  var pace: BatchPace
  /// nil without a cache, and for one that cannot be used.
  lazy var cache = job.kept?.cache.begin()
  private let reader: (any RecordReader)?
  private var sources: [Int: SourceStorage] = [:]
  /// Records a batch: enough to make the cost of a call vanish, few enough to stay in the cache.
  static let capacity = 1024

  /// - Parameter care: What is left out, and what comes one at a time.
  init(
    _ job: LoadedJob, collector: any RecordMapper, monitor: AttemptMonitor, note: CrashNote,
    care: TaskCare = TaskCare(), bad: BadRecords, pace: BatchPace = BatchPace(most: capacity)
  ) {
    self.pace = pace
    self.job = job
    self.collector = collector
    self.monitor = monitor
    self.note = note
    self.care = care
    self.bad = bad
    reader =
      switch job.plan.format {
      case .text, .rawText:
        if job.job.description.joinsLines {
          JoinedLineReader()
        } else {
          LineReader(capacity: Self.capacity)
        }
      case .whole: WholeReader()
      case .plugin: nil
      }
  }

  deinit { batch.deallocate() }

  /// A span that is fed.
  struct Piece {
    let span: Span
    let file: InputFile
    let source: SourceStorage
    let content: UnsafeRawBufferPointer
    /// Which of the `count` shares of the file's records to read.
    let shares: Range<Int>
    let count: Int
    let care: FileCare

    func range(_ first: Int, _ count: Int) -> RecordRange {
      RecordRange(file: span.file, numbers: first...first + max(1, count) - 1)
    }

    /// What a format reads that is through with a record, and may give so many.
    func reading(after record: Int, _ capacity: Int) -> RecordRange {
      range(care.next(after: record), capacity)
    }
  }

  /// - Parameters:
  ///   - content: The span's bytes, uncompressed and without a gap.
  ///   - shares: Which of the `count` shares of the file's records to read.
  func feed(
    _ span: Span, of file: InputFile, content: UnsafeRawBufferPointer,
    shares: Range<Int> = 0..<1, of count: Int = 1
  ) throws(MRError) {
    let source = sources[span.file] ?? SourceStorage(file)
    sources[span.file] = source
    bad.begin(span.file, file)
    collector.begin(file: span.file, bytes: content.count)
    note.write(file.path.bytes, recordName: job.recordName)
    defer { note.write("".utf8) }
    let size =
      Chunk.bytes(before: shares.upperBound, of: count, length: content.count)
      - Chunk.bytes(before: shares.lowerBound, of: count, length: content.count)
    let piece = Piece(
      span: span, file: file, source: source, content: content, shares: shares, count: count,
      care: FileCare(care, file: span.file))
    var advanced = 0
    pace.begin()
    if let reader {
      try reader.open(content, of: span, in: file)
      try read(piece, with: reader)
    } else if let format = job.format, let context = collector.readerContext {
      try read(piece, with: format, context) { read in
        monitor.advance(records: 0, bytes: read - advanced)
        advanced = read
      }
    }
    collector.countInput(bytes: size)
    monitor.advance(records: 0, bytes: size - advanced)
  }

  /// Records of a format of our own.
  private func read(_ piece: Piece, with reader: any RecordReader) throws(MRError) {
    var next = piece.span.firstRecord
    while !collector.isSated {
      let step = piece.care.step(at: next)
      switch step {
      case .take(let limit):
        let room = batch.extracting(..<pace.size)
        guard let batch = try reader.next(into: room, limit: limit) else { return }
        try map(piece, batch)
        next += batch.fileRecords
      case .skip(let limit):
        // One at a time, so that they are known one by one.
        guard let skipped = try reader.next(into: batch.extracting(..<1), limit: min(1, limit))
        else { return }
        try leave(piece, skipped)
        next += skipped.fileRecords
      }
    }
  }

  /// Leaves out a record that was read.
  private func leave(_ piece: Piece, _ skipped: ReaderBatch) throws(MRError) {
    let record = batch[0]
    let start = Int(bitPattern: record.value.data) - Int(bitPattern: piece.content.baseAddress)
    let place = piece.span.offset + start
    try bad.leave(
      BadInput(
        .records(piece.range(skipped.firstRecord, 1)), .failed, "",
        bytes: place..<place + record.value.size,
        record: bad.content(of: record)))
    collector.countSkipped(records: skipped.fileRecords)
  }

  func map(_ piece: Piece, _ next: ReaderBatch) throws(MRError) {
    try monitor.checkCancellation()
    let (first, count) = (next.firstRecord, next.fileRecords)
    note.write(.mapping, piece.range(first, count))
    do throws(MRError) {
      try collector.map(piece.source, batch.baseAddress!, next)
      bad.hasSucceeded = true
    } catch {
      guard bad.takes(error) else { throw error }
      try search(piece, next, error)
    }
    monitor.advance(records: count, bytes: 0)
    pace.ended(next.count)
  }
}
