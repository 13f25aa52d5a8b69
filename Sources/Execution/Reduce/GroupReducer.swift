import Output
import CMapReduce
import Model
import PluginHost
import Records

/// Turns merged segments into output lines, by whichever of the job's ways to reduce applies.
final class GroupReducer: AttemptServices {
  private let job: LoadedJob
  private let part: any PartWriter
  private let care: GroupCare
  private let formatter: TextFormatter
  private var output = ByteBuffer()
  private var outputRecords = 0
  private var groups = 0
  private var inputRecords = 0
  private var passes: MergePasses?
  private var instance: JobInstance?
  private var context: TaskContext?
  /// The mean size of the partition's records in bytes: progress is told in bytes.
  private var bytesARecord = 0.0
  /// Small enough to stay in the processor's own cache until it is written.
  private static let flushSize = 1 << 18
  /// How many records are taken at a time where the plugin does not reduce.
  private static let stride = 512

  init(
    _ job: LoadedJob, part: any PartWriter, monitor: AttemptMonitor, groups care: GroupCare
  ) throws(MRError) {
    self.job = job
    self.part = part
    self.care = care
    formatter = TextFormatter(keyType: job.keyType, valueType: job.resultType)
    super.init(monitor: monitor)
    try begin()
  }

  private func begin() throws(MRError) {
    let context = job.context(self)
    self.context = context
    instance = try JobInstance(job.job, context: context)
  }

  override func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    monitor.showLife()
    try checked { try formatter.append(records, count: count, to: &output) }
    outputRecords += count
    try flush(above: Self.flushSize)
  }

  func reduce(_ segments: [Segment], _ passes: MergePasses) throws(MRError) {
    self.passes = passes
    defer { instance?.destroy() }
    let (bytes, records) = segments.reduce((0, 0)) { ($0.0 + $1.length, $0.1 + $1.records) }
    bytesARecord = Double(bytes) / Double(max(1, records))
    let merger = try passes.merger(comparator: instance?.comparator)
    if let combiner = job.combiner {
      try fold(merger, combiner)
    } else if job.job.description.hasReduce, context?.identity == nil {
      try reduce(merger)
    } else {
      try passOn(merger)
    }
    try flush(above: 0)
    groups = merger.groupsRead
    inputRecords = merger.recordsRead
  }

  var use: ParameterWatch.Use {
    ParameterWatch.Use(
      asked: context?.askedParameters ?? [], hadRecords: groups > care.bad.left.count)
  }

  func finalCounters(_ task: ReduceTask, _ output: ReduceOutput) -> Counters {
    var engine = EngineCounters()
    engine.reduceShuffleBytes = task.segments.reduce(0) { $0 + $1.length }
    engine.reduceInputGroups = groups
    engine.reduceInputRecords = inputRecords
    engine.reduceOutputRecords = outputRecords
    engine.reduceOutputBytes = output.bytes
    return counters(engine)
  }

  /// A stock combiner folds each group inside the host.
  private func fold(_ merger: RunMerger, _ combiner: StockCombiner) throws(MRError) {
    let reduces = job.job.description.hasReduce
    let folded = FoldedValue()
    while let key = try checked({ try merger.nextGroup() }) {
      let bits = try checked { try merger.fold(combiner, job.shuffleType) }
      if reduces {
        folded.set(bits)
        try reduce(key, folded)
      } else {
        try checked { try formatter.append(key: key, bits: bits, to: &output) }
        outputRecords += 1
        try flush(above: Self.flushSize)
      }
      try advance(merger)
    }
  }

  private func reduce(_ merger: RunMerger) throws(MRError) {
    let values = GroupValues(merger, monitor)
    while let key = try checked({ try merger.nextGroup() }) {
      try reduce(key, values)
      try advance(merger)
    }
  }

  /// Has the plugin reduce a group, unless that is left out.
  private func reduce(_ key: mr_bytes, _ values: any ValueBatchSource) throws(MRError) {
    guard care.begins() else { return try care.leave(key, values, formatter.text(of: key)) }
    do throws(MRError) {
      try instance?.reduce(key, values)
      care.bad.hasSucceeded = true
    } catch {
      guard try care.failed(error, at: { formatter.text(of: key) }) else { throw error }
      // The part is not wanted any more: the rest is reduced to find what else is bad.
      instance?.destroy()
      instance = nil
      try begin()
    }
  }

  /// No reduce at all, or one that would change nothing: the sorted records are the result.
  private func passOn(_ merger: RunMerger) throws(MRError) {
    let records = UnsafeMutablePointer<mr_record>.allocate(capacity: Self.stride)
    defer { records.deallocate() }
    while true {
      let count = try checked { try merger.records(into: records, capacity: Self.stride) }
      if count == 0 { return }
      context?.identity?.apply(to: records, count)
      try emit(records, count)
      try advance(merger)
    }
  }

  /// Tells how far the attempt is. Called once a group: a group may take the plugin long.
  private func advance(_ merger: RunMerger) throws(MRError) {
    try monitor.checkCancellation()
    let records = merger.recordsRead
    monitor.set(records: records, bytes: Int(Double(records) * bytesARecord + 0.5))
  }

  private func flush(above size: Int) throws(MRError) {
    guard output.count > size else { return }
    if care.bad.failure == nil { try part.write(output.bytes) }
    output.removeAll()
  }

  private func checked<Result>(_ body: () throws -> Result) throws(MRError) -> Result {
    do {
      do { return try body() } catch { throw passes?.explained(error) ?? error }
    } catch let error as RecordError {
      // The text names the key or the length that is at fault, in what the plugin emitted.
      throw MRError(.pluginFatal, "\(job.job.description.name) failed in reduce", cause: "\(error)")
    } catch {
      throw MRError(error, .internal, "cannot merge the partition")
    }
  }
}
