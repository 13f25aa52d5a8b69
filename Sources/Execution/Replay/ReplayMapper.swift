import CMapReduce
import Input
import Model
import PluginHost

/// Maps one record of a file, and passes over the ones before.
final class ReplayMapper: RecordMapper {
  private let instance: JobInstance
  private let job: LoadedJob
  private let number: Int
  private let host: ReplayHost
  let readerContext: TaskContext?
  private(set) var isSated = false
  /// Whether the record was there, and was mapped.
  private(set) var isFound = false

  init(_ instance: JobInstance, job: LoadedJob, number: Int, host: ReplayHost) {
    self.instance = instance
    self.job = job
    self.number = number
    self.host = host
    readerContext = job.context(host)
  }

  func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ batch: ReaderBatch
  ) throws(MRError) {
    // Before it records may be missing that the format has left out.
    guard batch.firstRecord + batch.fileRecords > number else { return }
    isSated = true
    guard batch.firstRecord == number else { return }
    host.beforeCall()
    isFound = true
    try instance.map(source, records, 1, firstRecord: number)
  }

  func log(_ severity: LogSeverity, _ text: String) { host.log(severity, text) }
  func count(_ name: String, _ amount: Int64) { host.count(name, amount) }
  func beginSearch() {}
}
