import CMapReduce
import Input
import Model
import PluginHost

/// Cuts the bytes of spans into records and hands them to the collector in batches.
final class SpanFeed {
  private let job: LoadedJob
  private let collector: any RecordMapper
  private let monitor: AttemptMonitor
  private let note: CrashNote
  private let reader: (any RecordReader)?
  private let batch = UnsafeMutableBufferPointer<mr_record>.allocate(capacity: capacity)
  private var sources: [Int: SourceStorage] = [:]
  /// What is fed, for the note.
  private var what = ""
  private var pace: BatchPace
  /// Records a batch: enough to make the cost of a call vanish, few enough to stay in the cache.
  static let capacity = 1024

  init(
    _ job: LoadedJob, collector: any RecordMapper, monitor: AttemptMonitor, note: CrashNote,
    pace: BatchPace = BatchPace(most: capacity)
  ) {
    self.pace = pace
    self.job = job
    self.collector = collector
    self.monitor = monitor
    self.note = note
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

  /// - Parameters:
  ///   - content: The span's bytes, uncompressed and without a gap.
  ///   - shares: Which of the `count` shares of the file's records to read.
  func feed(
    _ span: Span, of file: InputFile, content: UnsafeRawBufferPointer,
    shares: Range<Int> = 0..<1, of count: Int = 1
  ) throws(MRError) {
    let source = sources[span.file] ?? SourceStorage(file)
    sources[span.file] = source
    note.write("\(file.path)".utf8)
    what = "\(file.path) \(job.recordName)"
    defer { note.write("".utf8) }
    let size =
      Chunk.bytes(before: shares.upperBound, of: count, length: content.count)
      - Chunk.bytes(before: shares.lowerBound, of: count, length: content.count)
    var advanced = 0
    pace.begin()
    if let reader {
      try reader.open(content, of: span, in: file)
      while !collector.isSated, let next = try reader.next(into: room) {
        try map(source, next)
      }
    } else if let format = job.format, let context = collector.taskContext {
      let document = try FormatReader(
        opening: format, source: source, content: content, shares: shares, of: count,
        context: context)
      defer { document.close() }
      while !collector.isSated,
        let next = try document.next(into: batch.baseAddress!, capacity: pace.size)
      {
        monitor.showLife()
        try map(source, ReaderBatch(count: next.count, firstRecord: next.firstRecord))
        let read = content.count * document.sharesRead / count
        monitor.advance(records: 0, bytes: read - advanced)
        advanced = read
      }
    }
    collector.countInput(bytes: size)
    monitor.advance(records: 0, bytes: size - advanced)
  }

  /// The room for the next batch.
  private var room: UnsafeMutableBufferPointer<mr_record> { batch.extracting(..<pace.size) }

  private func map(_ source: SourceStorage, _ next: ReaderBatch) throws(MRError) {
    try monitor.checkCancellation()
    let (first, count) = (next.firstRecord, next.fileRecords)
    note.write((count == 1 ? "\(what) \(first)" : "\(what)s \(first)–\(first + count - 1)").utf8)
    try collector.map(source, batch.baseAddress!, next)
    monitor.advance(records: count, bytes: 0)
    pace.ended(next.count)
  }
}
