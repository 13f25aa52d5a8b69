import CMapReduce
import Input
import Model
import PluginHost
import Records

/// Runs the job's map over records and collects what it emits: partitioned, combined, and spilled
/// as sorted runs when the memory set for it is used up.
final class MapCollector: AttemptServices, RecordMapper {
  private let job: LoadedJob
  private var writer: RunWriter
  private let memoryLimit: Int
  private let bad: BadRecords
  private var buffer: MapOutputBuffer?
  private var context: TaskContext?
  private(set) var readerContext: TaskContext?
  private var instance: JobInstance?
  private var runs: [RunLayout] = []
  private var inputRecords = 0
  /// Of these, those that the plugin was not given.
  private var skippedRecords = 0
  private var inputBytes = 0
  private var keptDocuments = 0
  private var readDocuments = 0
  private var isCombining = false
  /// nil for a job that does not want to know where its keys come from.
  private let marker: KeyMarker?
  /// Room for the partitions of one emit, if the job has a partitioner of its own.
  private var partitions = [UInt32]()

  /// - Parameter memoryLimit: For the records collected, in bytes.
  init(
    _ job: LoadedJob, sink: any BlockSink, monitor: AttemptMonitor, memoryLimit: Int,
    bad: BadRecords
  ) throws(MRError) {
    self.job = job
    self.memoryLimit = memoryLimit
    self.bad = bad
    writer = RunWriter(sink: sink)
    marker = job.plan.provenance ? KeyMarker(keyType: job.keyType) : nil
    super.init(monitor: monitor)
    if case .plugin = job.plan.format { readerContext = job.context(self) }
    try begin()
  }

  private func begin() throws(MRError) {
    let context = job.context(self)
    let instance = try JobInstance(job.job, context: context)
    self.context = context
    self.instance = instance
    buffer = try checked {
      try MapOutputBuffer(
        partitions: job.plan.partitions, ranges: job.ranges, keyType: job.keyType,
        valueType: job.valueType,
        combiner: job.mapCombiner, comparator: instance.comparator, memoryLimit: memoryLimit)
    }
  }

  var isSated: Bool { false }

  func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ batch: ReaderBatch
  ) throws(MRError) {
    try instance?.map(
      source, records, batch.count, firstRecord: batch.firstRecord, fileRecords: batch.fileRecords)
    inputRecords += batch.fileRecords
  }

  func begin(file: Int, bytes: Int) { marker?.begin(file: file, bytes: bytes) }

  func countInput(bytes: Int) { inputBytes += bytes }
  func countSkipped(records: Int) {
    inputRecords += records
    skippedRecords += records
  }

  func beginSearch() throws(MRError) {
    writer = RunWriter(sink: NullSink())
    runs = []
    // It may compare with the instance's help.
    buffer = nil
    instance?.destroy()
    instance = nil
    try begin()
  }

  override func isReading(record: Int?, atMost time: Duration?) {
    if let record { bad.reading(record) }
    monitor.limitStep(to: time)
  }

  override func setAside(record: Int, _ kind: BadKind, _ reason: String) throws(MRError) {
    try bad.leave(record: record, kind, reason)
    countSkipped(records: 1)
  }

  func countDocument(isKept: Bool) {
    if isKept { keptDocuments += 1 } else { readDocuments += 1 }
  }

  /// Ends the attempt: what is left is spilled, and the stream of blocks is complete.
  func finish() throws(MRError) -> [RunLayout] {
    marker?.beginRest()
    try instance?.mapFinish()
    try spill()
    try checked { try writer.finish() }
    return runs
  }

  /// Which files each key may come from; nil if that is not wanted, or too much.
  func marks() -> [UInt8]? {
    marker?.finish(doubtful: Set(bad.left.map(\.range.file)))
  }

  func destroy() { instance?.destroy() }

  /// The plugin's partition function sees records before `Records` does.
  override var refusesNull: Bool { !job.job.description.hasPartition }

  override func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    guard let buffer else { return try super.emit(records, count) }
    monitor.showLife()
    if isCombining {
      return try checked { try buffer.emitCombined(records, count: count) }
    }
    if job.job.description.hasPartition, let instance {
      if partitions.count < count {
        partitions = [UInt32](repeating: 0, count: count)
      }
      try partitions.withUnsafeMutableBufferPointer { (numbers) throws(MRError) in
        guard let numbers = numbers.baseAddress else { return }
        try instance.partition(records, count, into: numbers)
        try checked { try buffer.add(records, count: count, partitions: numbers) }
      }
    } else {
      try checked { try buffer.add(records, count: count, partitions: nil) }
    }
    // Now it is known that they are as they have to be.
    marker?.add(records, count)
    if buffer.isFull { try spill() }
  }

  /// What the buffer does not take by itself goes in as records: all of it, if it does not aggregate.
  override func emit(_ tokens: Tokens) throws(MRError) {
    var tokens = tokens
    if let buffer, !job.job.description.hasPartition {
      monitor.showLife()
      while true {
        let end = try checked {
          try buffer.add(
            tokensOf: tokens.text, tokens.bits, from: tokens.position, value: tokens.value)
        }
        if buffer.isFull { try spill() }
        if end == tokens.position { break }
        tokens.skip(to: end)
      }
      marker?.add(tokens)
    }
    try emitRecords(of: tokens)
  }

  var use: ParameterWatch.Use {
    let asked = (context?.askedParameters ?? []) + (readerContext?.askedParameters ?? [])
    return ParameterWatch.Use(asked: asked, hadRecords: inputRecords > skippedRecords)
  }

  var finalCounters: Counters {
    var engine = EngineCounters()
    engine.mapInputRecords = inputRecords
    engine.mapInputBytes = inputBytes
    engine.keptDocuments = keptDocuments
    engine.readDocuments = readDocuments
    if let statistics = buffer?.statistics {
      engine.mapOutputRecords = statistics.records
      engine.mapOutputBytes = statistics.bytes
      engine.combineInputRecords = statistics.combineInputRecords
      engine.combineOutputRecords = statistics.combineOutputRecords
      engine.spilledRecords = statistics.spilledRecords
    }
    return counters(engine)
  }

  private func spill() throws(MRError) {
    guard let buffer, let instance else { return }
    let combine: ((mr_bytes, any RecordGroups) throws -> Void)? =
      job.job.description.hasCombine
      ? { [monitor] key, groups in
        try instance.combine(key, GroupValues(groups, monitor))
      } : nil
    isCombining = combine != nil
    defer { isCombining = false }
    if let run = try checked({ try buffer.spill(to: writer, combine: combine) }) {
      runs.append(.init(offsets: run.offsets, records: run.records))
    }
  }

  private func checked<Result>(_ body: () throws -> Result) throws(MRError) -> Result {
    do {
      return try body()
    } catch let error as RecordError {
      throw MRError(.pluginFatal, "\(job.job.description.name) failed in map", cause: "\(error)")
    } catch {
      throw MRError(error, .internal, "cannot write the map output")
    }
  }
}
