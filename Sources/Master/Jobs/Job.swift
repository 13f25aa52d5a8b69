import Journal
import Model
import Planning
import Scheduling
import Synchronization
import Threading

/// A job from its submission on, as clients ask for it.
final class Job: Sendable {
  /// Where a job stands. It goes from one to the next; one that never runs leaves the second out.
  enum Stage: Sendable {
    /// It waits for its turn. A job of a former life of the master is planned then: nil.
    case queued(PlannedJob?)
    case running(RunningJob, started: Int64)
    case ended(Ending)
  }

  /// How and when a job ended.
  struct Ending: Sendable {
    var outcome: JobOutcome
    /// The time of the start in milliseconds since 1970, as `ended`; 0 if the job never ran.
    var started: Int64 = 0
    var ended: Int64
    /// What the job looked like when it ended; nil if it never ran.
    var last: JobMeter.Snapshot?
  }

  /// What ends a job before its time.
  enum Interruption: Sendable {
    /// Somebody asked for the end.
    case cancelled(_ reason: String)
    /// The master stops: the journal keeps the job for the master's next life.
    case halted
    case failed(MRError)
  }

  private struct State {
    var stage: Stage
    /// What is to end the job as soon as it runs.
    var interruption: Interruption?
  }

  let id: JobID
  let cluster: ClusterID
  let spec: JobSpec
  /// Number of starts in former lives of the master.
  let epoch: Int
  let submitted: Int64
  /// Who submitted it.
  let account: String?
  let logs: JobLogs
  /// Notified whenever the status changed.
  let changed = AsyncCondition()
  /// Notified once, when the job has ended.
  let ended = AsyncCondition()
  /// Notified when the journal has been told of all attempts, soon after the job has ended.
  let concluded = AsyncCondition()
  /// It was submitted to a former life of the master, which may have begun it: what is in the output
  /// directory may be its own.
  private let isRecovered: Bool
  private let state: Mutex<State>

  /// - Parameter planned: nil for a job of a former life of the master.
  init(_ record: JobRecord, planned: PlannedJob?, logs: JobLogs) {
    id = record.id
    cluster = record.cluster
    spec = record.spec
    epoch = record.epoch
    submitted = record.submitted
    account = record.account
    self.logs = logs
    isRecovered = planned == nil
    state = Mutex(State(stage: .queued(planned)))
  }

  var stage: Stage { state.withLock { $0.stage } }

  var running: RunningJob? {
    if case .running(let job, _) = stage { job } else { nil }
  }

  var isEnded: Bool {
    if case .ended = stage { true } else { false }
  }

  /// Runs the job. Called once, when its turn in the queue has come.
  /// - Parameter begin: Called before anything is wanted of workers.
  func run(
    mappers: Int, reducers: Int, environment: MasterEnvironment,
    begin: (JobPlan) -> Void = { _ in },
    wake: @escaping @Sendable (Role, _ count: Int) -> Void
  ) async {
    do throws(MRError) {
      let planned = try await planned(reducers: reducers, environment)
      let former = try await former()
      begin(planned.plan)
      let running = RunningJob(
        id, spec, planned, former: former, epoch: epoch, mappers: mappers, environment: environment,
        logs: logs,
        changed: changed, wake: wake)
      let interruption = state.withLock { state in
        state.stage = .running(running, started: CalendarClock.milliseconds)
        return state.interruption
      }
      if let interruption { running.interrupt(interruption) }
      if let outcome = await running.run(adopting: isRecovered) {
        await end(outcome, running.snapshot)
      }
      await running.conclude()
      concluded.notify()
    } catch {
      await endUnstarted(.failed(error), environment.journal)
    }
  }

  private func former() async throws(MRError) -> FormerJob? {
    guard let output = spec.former else { return nil }
    return try await BlockingThread.run { () throws(MRError) in try FormerJob(in: output.path) }
  }

  private func planned(reducers: Int, _ environment: MasterEnvironment) async throws(MRError)
    -> PlannedJob
  {
    if case .queued(let planned?) = stage { return planned }
    // What held when the job was submitted may not hold now.
    try environment.checkSandbox(spec)
    return try await environment.planner.plan(spec, reducers: reducers, adopting: isRecovered)
  }

  /// Ends the job, now or as soon as it is ready to run.
  func interrupt(_ interruption: Interruption) {
    let running = state.withLock { state -> RunningJob? in
      state.interruption = state.interruption ?? interruption
      if case .running(let job, _) = state.stage { return job }
      return nil
    }
    running?.interrupt(interruption)
  }

  /// Ends a job that never ran, in the journal as well.
  func endUnstarted(_ outcome: JobOutcome, _ journal: Journal) async {
    // A journal that fails has said so to whoever asked; the job ends here all the same.
    try? await journal.append([.jobEnded(id, outcome, Counters())])
    logs.append(.finished(outcome))
    await end(outcome, nil)
    concluded.notify()
  }

  /// The plan goes with the former stage: its copies of plugins are not needed any more.
  private func end(_ outcome: JobOutcome, _ last: JobMeter.Snapshot?) async {
    await logs.settle()
    state.withLock { state in
      var ending = Ending(outcome: outcome, ended: CalendarClock.milliseconds, last: last)
      if case .running(_, let started) = state.stage { ending.started = started }
      state.stage = .ended(ending)
    }
    logs.close()
    changed.notify()
    ended.notify()
  }
}

extension RunningJob {
  fileprivate func interrupt(_ interruption: Job.Interruption) {
    switch interruption {
    case .cancelled(let reason): post { _ = $0.cancel(reason: reason) }
    case .halted: halt()
    case .failed(let error): post { $0.fail(error) }
    }
  }
}
