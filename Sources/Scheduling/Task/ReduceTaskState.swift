import Model

/// What a job remembers of a reduce task.
struct ReduceTaskState: Sendable {
  enum Stage: Sendable {
    /// It is leased only while the barrier is open.
    case ready
    case running(attempt: Int)
    /// Its output is being given its final name.
    case committing(attempt: Int, worker: WorkerID)
    case committed(attempt: Int)
  }

  var stage = Stage.ready
  var failures = 0
  /// Attempts started in this epoch.
  var started = 0
  /// Of the attempt whose output is being committed.
  var counters = Counters()
}
