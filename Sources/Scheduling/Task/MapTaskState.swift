import Model

/// What a job remembers of a map task.
struct MapTaskState: Sendable {
  enum Stage: Sendable {
    case ready
    /// The task waits for so many chunks that are being loaded again.
    case waitingForInput(Int)
    case running(attempt: Int)
    case done(attempt: Int)
  }

  /// The task, with the chunks as they were when it was last leased.
  var task: MapTask
  var stage = Stage.ready
  var failures = 0
  /// Who was given the attempts of this epoch, by their numbers.
  var workers: [WorkerID] = []
  var started: Int { workers.count }
  /// How often the output of the task was lost.
  var losses = 0
  /// What attempts are to be careful with.
  var suspicions = Suspicions()
  /// What the attempt that is done has set aside by itself; taken back if its output is lost.
  var bad: [BadInput] = []
  /// The counters of the attempt that is done; they are taken back if its output is lost.
  var counters = Counters()

  var isReady: Bool {
    if case .ready = stage { true } else { false }
  }

  init(_ task: MapTask) { self.task = task }
}
