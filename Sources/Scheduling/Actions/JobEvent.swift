package import Model

/// Something that happened to a job, for its log and for those who follow it. Whoever records it
/// adds the time.
package enum JobEvent: Sendable, Hashable {
  /// `position` counts the jobs before it in the cluster's queue.
  case queued(position: Int)
  /// `epoch` is above 0 if the job had been started before the master went down.
  case started(epoch: Int)
  case inputEnded(tasks: Int, bytes: Int)
  case attemptStarted(AttemptID, WorkerID)
  case attemptFinished(AttemptID, WorkerID)
  case attemptFailed(AttemptID, WorkerID, MRError, willRetry: Bool)
  /// The attempt ended through no fault of its own.
  case attemptWithdrawn(AttemptID, WorkerID, reason: String)
  /// `times` counts the losses of this task's output so far.
  case mapOutputLost(MapOutputID, times: Int)
  case inputLost(chunk: Int, times: Int)
  /// Chunks are being loaded again.
  case reloading(chunks: [Int])
  case reloaded(chunks: [Int])
  case barrierOpened(mapTasks: Int, partitions: Int)
  case partitionCommitted(Int)
  /// Parts of the input are set aside: which, for messages, the first one, and how many they are.
  case setAside(String, BadInput, count: Int)
  /// A worker reported on an attempt that is another's, or nobody's. Nothing has changed.
  case foreignReport(AttemptID, WorkerID, holder: WorkerID?)
  /// A counter of the plugin is past what 64 bits hold: what is shown is the nearest number.
  case counterOverflown(String)
  case finished(JobOutcome)
  /// What users should know even if the job succeeds.
  case warning(String)

  package enum Severity: String, Sendable, Hashable { case info, warning, error }

  package var severity: Severity {
    switch self {
    case .attemptFailed, .attemptWithdrawn, .mapOutputLost, .inputLost, .reloading, .foreignReport,
      .counterOverflown, .setAside, .warning, .finished(.incomplete):
      .warning
    case .finished(.failed): .error
    case .finished(.cancelled): .warning
    default: .info
    }
  }
}
