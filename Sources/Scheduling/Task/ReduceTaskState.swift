import Model

/// What a job remembers of a reduce task.
struct ReduceTaskState: Sendable {
  enum Stage: Sendable {
    /// The task waits for a worker; it is leased only while the barrier is open.
    case ready
    case running(attempt: Int)
    /// The task's output is being given its final name.
    case committing(AttemptRecord)
    case committed(attempt: Int)
  }

  var stage = Stage.ready
  var failures = 0
  /// Who was given the attempts of this epoch, by their numbers.
  var workers: [WorkerID] = []
  var started: Int { workers.count }
  /// The size of the segments that the last attempt reads.
  var input = (bytes: 0, records: 0)
  /// What attempts are to be careful with.
  var suspicions = Suspicions()
  /// The counters of the attempt whose output is being committed.
  var counters = Counters()
}
