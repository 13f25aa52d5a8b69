import CMapReduce
import Input
import Model
import PluginHost
import Records

/// Runs the job's map over a sample of the records and keeps the keys that it emits.
final class KeyCollector: AttemptServices, RecordMapper {
  let keys: KeySample
  private let job: LoadedJob
  private var context: TaskContext?
  private(set) var readerContext: TaskContext?
  private var instance: JobInstance?
  /// How many more keys of the piece at hand are taken.
  private var wanted = 0

  init(_ job: LoadedJob, monitor: AttemptMonitor) throws(MRError) {
    self.job = job
    keys = KeySample(keyType: job.keyType, valueType: job.valueType)
    super.init(monitor: monitor)
    readerContext = job.context(self)
    try createInstance()
  }

  private func createInstance() throws(MRError) {
    let context = job.context(self)
    self.context = context
    instance = try JobInstance(job.job, context: context)
  }

  var isSated: Bool { wanted == 0 }

  /// Begins another piece of the input.
  /// - Parameter keys: that are taken of it, at most.
  func begin(keys: Int) { wanted = keys }

  func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ batch: ReaderBatch
  ) throws(MRError) {
    try instance?.map(
      source, records, batch.count, firstRecord: batch.firstRecord, fileRecords: batch.fileRecords)
  }

  func beginSearch() throws(MRError) {
    instance?.destroy()
    instance = nil
    try createInstance()
  }

  /// A job that emits at the end only has all of its keys here.
  func finish(keys: Int) throws(MRError) {
    begin(keys: keys)
    try instance?.mapFinish()
  }

  func destroy() { instance?.destroy() }

  override func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    monitor.showLife()
    let taken = min(count, wanted)
    wanted -= taken
    do throws(RecordError) {
      try keys.add(records, count: taken)
    } catch {
      throw MRError(.pluginFatal, "\(job.job.description.name) failed in map", cause: "\(error)")
    }
  }
}
