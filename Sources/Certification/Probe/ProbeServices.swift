internal import CMapReduce
internal import Model
internal import PluginHost

/// The host of a job that is being checked: keeps what is emitted, and is as strict as the engine.
final class ProbeServices: TaskServices {
  private let job: PluginDescription.Job
  private(set) var emissions: [Emission] = []
  /// Cancels the attempt from that time of the monotonic clock on, in nanoseconds.
  var cancelledFrom = UInt64.max
  /// Whether what is emitted is checked and forgotten.
  var keepsNothing = false

  init(_ job: PluginDescription.Job) { self.job = job }

  func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    for record in UnsafeBufferPointer(start: records, count: count) {
      guard record.key.size <= RecordLimits.keySize else {
        throw MRError(
          .pluginFatal, "a key of \(record.key.size) bytes was emitted",
          remedy: "Keys have 1 MiB at most.")
      }
      if job.keyType.isNumeric, record.key.size != 8 { throw badNumber("key", record.key.size) }
      // Reduce may emit another type: eight bytes if that is a number too.
      if job.valueType.isNumeric, job.resultType.isNumeric, record.value.size != 8 {
        throw badNumber("value", record.value.size)
      }
      if !keepsNothing { emissions.append(Emission(record)) }
    }
  }

  private func badNumber(_ field: String, _ size: Int) -> MRError {
    MRError(
      .pluginFatal, "a \(field) of \(size) bytes was emitted where the job declares a number",
      remedy: "Emit the 8 bytes of an int64_t or double, or declare another type.")
  }

  func count(_ name: String, _ amount: Int64) {}
  func log(_ severity: LogSeverity, _ text: String) {}
  var isCancelled: Bool { cancelledFrom != .max && monotonicTime() >= cancelledFrom }
}
