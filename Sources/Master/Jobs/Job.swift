import Journal
import Model
import Planning
import Scheduling
import Synchronization

/// A job from its submission on, as clients ask for it.
final class Job: Sendable {
  struct State {
    var planned: PlannedJob?
    var running: RunningJob?
    var started: Int64 = 0
    var ended: Int64 = 0
    var outcome: JobOutcome?
    /// What the job looked like when it ended.
    var last: RunningJob.Snapshot?
    /// What is to end the job, which may not have begun to run.
    var interruption: Interruption?
  }

  enum Interruption: Sendable {
    /// A user asked for it.
    case cancelled
    /// The master stops: the journal keeps the job for the master's next life.
    case halted
    case failed(MRError)
  }

  let id: JobID
  let cluster: ClusterID
  let spec: JobSpec
  /// Number of starts in former lives of the master.
  let epoch: Int
  let submitted: Int64
  let logs: JobLogs
  /// Notified whenever the status changed.
  let changed = Signal()
  /// Notified once.
  let ended = Signal()
  /// It was submitted to a former life of the master, which may have begun it: what is in the output
  /// directory may be its own.
  private let isRecovered: Bool
  private let state: Mutex<State>

  init(_ record: JobRecord, planned: PlannedJob?, logs: JobLogs) {
    id = record.id
    cluster = record.cluster
    spec = record.spec
    epoch = record.epoch
    submitted = record.submitted
    self.logs = logs
    isRecovered = planned == nil
    state = Mutex(State(planned: planned))
  }

  var running: RunningJob? { state.withLock { $0.running } }
  var snapshot: State { state.withLock { $0 } }
  var isEnded: Bool { state.withLock { $0.outcome != nil } }

  /// Runs the job. Called once, when its turn in the queue has come.
  /// - Parameter begin: Called before anything is wanted of workers.
  func run(
    mappers: Int, reducers: Int, environment: MasterEnvironment,
    begin: (JobPlan) -> Void = { _ in },
    wake: @escaping @Sendable (Role, _ count: Int) -> Void
  ) async {
    do throws(MRError) {
      let known = state.withLock { $0.planned }
      let planned =
        if let known { known } else {
          // Submitted in a former life of the master: what held then may not hold now.
          try await environment.planner.plan(spec, reducers: reducers, adopting: isRecovered)
        }
      let plan = planned.plan
      begin(plan)
      let running = RunningJob(
        id, spec, plan: plan, listing: planned.listing, epoch: epoch,
        recordName: planned.recordName,
        samplesKeys: planned.samplesKeys, watch: planned.watch, mappers: mappers,
        environment: environment, logs: logs, changed: changed, wake: wake)
      let interruption = state.withLock { state in
        state.running = running
        state.started = Clock.milliseconds
        return state.interruption
      }
      if let interruption { running.interrupt(interruption) }
      if let outcome = await running.run(adopting: isRecovered) {
        await end(outcome, running.snapshot)
      }
      await running.conclude()
    } catch {
      await endUnstarted(.failed(error), environment.journal)
    }
  }

  /// Ends the job, now or as soon as it is ready to run.
  func interrupt(_ interruption: Interruption) {
    let running = state.withLock { state in
      state.interruption = state.interruption ?? interruption
      return state.running
    }
    running?.interrupt(interruption)
  }

  /// Ends a job that never ran, in the journal as well.
  func endUnstarted(_ outcome: JobOutcome, _ journal: Journal) async {
    // A journal that fails has said so to whoever asked; the job ends here all the same.
    try? await journal.append([.jobEnded(id, outcome, Counters())])
    logs.append(.finished(outcome))
    await end(outcome, nil)
  }

  private func end(_ outcome: JobOutcome, _ last: RunningJob.Snapshot?) async {
    await logs.settle()
    state.withLock { state in
      state.outcome = outcome
      state.ended = Clock.milliseconds
      state.last = last
      state.running = nil
      // Its copies of plugins are not needed any more.
      state.planned = nil
    }
    logs.close()
    changed.notify()
    ended.notify()
  }
}

extension RunningJob {
  func interrupt(_ interruption: Job.Interruption) {
    switch interruption {
    case .cancelled: post { _ = $0.cancel(reason: "a user asked for it") }
    case .halted: halt()
    case .failed(let error): post { $0.fail(error) }
    }
  }
}
