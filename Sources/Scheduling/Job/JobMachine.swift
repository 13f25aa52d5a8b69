package import Model

/// One running job: its tasks, their attempts, the barrier, and what has to be done next.
///
/// The machine does no I/O and has no clock. Every method changes its state and notes what is to be
/// done about it; after each call the caller takes these actions with `takeActions`, under the same
/// lock, and performs them in order outside of it. A call costs O(1) or O(log n) in the number of
/// tasks and workers, apart from the end of the job and the segments of a reduce task.
///
/// Messages from workers may be late, come twice or never: an attempt counts as running only as
/// long as its lease is held, and what an attempt without a lease says changes nothing.
package struct JobMachine: Sendable {
  /// Attempt numbers of an epoch, which is a start of the job. A task that needs more fails the job.
  package static let attemptsPerEpoch = 1000
  /// The most starts of a job: attempt numbers travel as 32 bits.
  package static let mostEpochs = Int(UInt32.max) / attemptsPerEpoch - 1

  package let job: JobID
  package let partitions: Int
  let limits: SchedulingLimits
  let store: StoreLimits
  let recordName: String?
  /// Number of every task's first attempt in this epoch.
  let firstAttempt: Int

  var maps: [MapTaskState] = []
  var reduces: [ReduceTaskState]
  var mapQueue = ReadyQueue()
  var reduceQueue = ReadyQueue()
  var chunks = InputChunks()
  var barrier: Barrier
  var leases: LeaseTable
  /// Map outputs that lost a block. Reducers that began before may still read the others, so they
  /// are deleted with everything else at the end.
  var withdrawn: [MapManifest] = []

  var hasInputEnded = false
  /// `commitJob` was asked for: there is no way back.
  var isCommitting = false
  package internal(set) var outcome: JobOutcome?
  /// Sums over the tasks that are done.
  package internal(set) var counters = Counters()
  var mapsRunning = 0
  package internal(set) var mapsDone = 0
  var reducesRunning = 0
  var partitionsCommitted = 0
  var failedMapAttempts = 0
  var failedReduceAttempts = 0
  var bytesLoaded = 0
  /// How many records of the input are loaded; nil if that is not known of all input.
  var recordsLoaded: Int? = 0
  var bytesMapped = 0
  /// The parameters that some attempt has to ask for.
  var watch: ParameterWatch?
  var inputSize: (bytes: Int, files: Int)?
  /// What becomes of input that cannot be used.
  let policy: BadInputPolicy
  /// How much is set aside.
  package internal(set) var bad = BadTally()
  /// What was set aside before there was a task for it.
  var badFiles: [BadInput] = []
  var actions: [JobAction] = []
  /// By the calendar, in milliseconds since 1970, as whoever drives the machine last said: when attempts
  /// began and ended. Nothing depends on it.
  package var time: Int64 = 0

  /// - Parameters:
  ///   - epoch: how often the job was started before, from 0.
  ///   - store: holds the intermediate data.
  ///   - recordName: what a record is called in messages, in the singular (`line`, `page`); nil if
  ///     a record is a file.
  ///   - watch: the parameters that some attempt has to ask for.
  ///   - policy: what becomes of input that cannot be used.
  package init(
    job: JobID, partitions: Int, store: StoreLimits, epoch: Int = 0,
    limits: SchedulingLimits = SchedulingLimits(), recordName: String? = nil,
    watch: ParameterWatch? = nil, policy: BadInputPolicy = BadInputPolicy()
  ) {
    self.policy = policy
    self.job = job
    self.partitions = partitions
    self.store = store
    self.limits = limits
    self.recordName = recordName
    self.watch = watch
    firstAttempt = epoch * Self.attemptsPerEpoch
    reduces = Array(repeating: ReduceTaskState(), count: partitions)
    barrier = Barrier(partitions: partitions)
    leases = LeaseTable(duration: limits.leaseDuration)
    for _ in 0..<partitions { reduceQueue.appendFresh() }
    actions = [.journal(.jobStarted(job, epoch: epoch)), .event(.started(epoch: epoch))]
  }

  /// What the calls since the last time want done, in order.
  package mutating func takeActions() -> [JobAction] {
    defer { actions = [] }
    return actions
  }

  package var isEnded: Bool { outcome != nil }

  package var progress: JobProgress {
    JobProgress(
      phase: phase,
      mapTasks: .init(
        known: maps.count, running: mapsRunning, done: mapsDone, failedAttempts: failedMapAttempts),
      reduceTasks: .init(
        known: partitions, running: reducesRunning, done: partitionsCommitted,
        failedAttempts: failedReduceAttempts),
      inputEnded: hasInputEnded, bytesLoaded: bytesLoaded, bytesMapped: bytesMapped,
      bytesTotal: inputSize?.bytes, files: inputSize?.files, counters: counters, bad: bad)
  }

  private var phase: JobProgress.Phase {
    switch outcome {
    case .succeeded: .succeeded
    case .incomplete: .incomplete
    case .failed: .failed
    case .cancelled: .cancelled
    case nil:
      if isCommitting {
        .committing
      } else if barrier.isOpen {
        .reducing
      } else {
        hasInputEnded || mapsRunning + mapsDone > 0 ? .mapping : .loading
      }
    }
  }
}
