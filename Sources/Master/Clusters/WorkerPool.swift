import Foundation
import Logging
import Model
import Scheduling
import Synchronization

/// The worker processes of a cluster: the state machine that says which are wanted, the processes
/// themselves, and the lines in which workers wait for tasks.
final class WorkerPool: Sendable {
  struct Worker {
    var role: Role
    var host = ""
    /// The process's number; 0 if it is none of ours: then it is not ours to kill either.
    var pid = 0
    var token = ""
    /// What it runs, as its last lease said.
    var attempt: AttemptID?
    /// Runs its process, if that is one of ours; cancelled, it ends it.
    var process: Task<AttemptFault, Never>?
  }

  struct State {
    var machine: ClusterMachine
    var workers: [WorkerID: Worker] = [:]
    var failure: MRError?
  }

  /// Notified once, when no worker stays alive.
  let failed = AsyncCondition()
  let jobs: JobRunner
  private let mapLine = WaitingLine()
  private let reduceLine = WaitingLine()
  private let launcher: WorkerLauncher
  private let changed: AsyncCondition
  private let logger: Logger
  let state: Mutex<State>
  private let spawns: AsyncStream<(WorkerID, Role)>
  private let spawnQueue: AsyncStream<(WorkerID, Role)>.Continuation

  /// - Parameters:
  ///   - jobs: Those that run on the workers, who are told when one is lost.
  ///   - changed: Notified when workers come or go.
  init(
    _ machine: ClusterMachine, jobs: JobRunner, launcher: WorkerLauncher, changed: AsyncCondition,
    logger: Logger
  ) {
    self.jobs = jobs
    self.launcher = launcher
    self.changed = changed
    self.logger = logger
    state = Mutex(State(machine: machine))
    (spawns, spawnQueue) = AsyncStream.makeStream()
  }

  // MARK: State

  /// Changes the state and does what the machine then wants.
  @discardableResult
  func change<Result: Sendable, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (result, actions) = try state.withLock { (state) throws(Failure) in
      let result = try body(&state)
      let actions = state.machine.takeActions()
      // Whoever sees that the machine has stopped sees why.
      for case .failed(let error) in actions { state.failure = error }
      return (result, actions)
    }
    for action in actions { perform(action) }
    changed.notify()
    return result
  }

  /// A copy of the state, for reports.
  var snapshot: State { state.withLock { $0 } }
  /// What ended the cluster, if no worker stayed alive.
  var failure: MRError? { state.withLock { $0.failure } }
  var isStopped: Bool { state.withLock { $0.machine.isStopped } }

  func line(_ role: Role) -> WaitingLine { role == .mapper ? mapLine : reduceLine }

  // MARK: Life

  /// Starts the cluster's workers, and the next ones when some are lost, until `takeNoMore`.
  /// - Parameter group: in which the processes run; cancelled, it ends them.
  func run(in group: inout DiscardingTaskGroup) async {
    change { $0.machine.start(now: Clock.now) }
    for await (worker, role) in spawns {
      group.addTask { await self.run(worker, role) }
    }
  }

  /// No worker is started any more.
  func takeNoMore() { spawnQueue.finish() }

  /// Has all workers end.
  func stop() {
    change { $0.machine.stop() }
    for role in Role.allCases { line(role).wakeAll() }
  }

  func tick() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      change { $0.machine.tick(now: Clock.now) }
    }
  }

  private func run(_ worker: WorkerID, _ role: Role) async {
    let token = Self.token(for: worker)
    // Before the process can report with it.
    state.withLock { $0.workers[worker] = Worker(role: role, token: token) }
    let process = Task { [launcher] in
      do throws(MRError) { return try await launcher.run(worker, role, token: token) } catch {
        return AttemptFault(error)
      }
    }
    state.withLock { $0.workers[worker]?.process = process }
    let ending = await withTaskCancellationHandler {
      await process.value
    } onCancel: {
      process.cancel()
    }
    change { $0.machine.lost(worker, ending, now: Clock.now) }
  }

  // MARK: Actions

  private func perform(_ action: ClusterAction) {
    switch action {
    case .spawn(let worker, let role): spawnQueue.yield((worker, role))
    // The answer to its next heartbeat, or to its request for work, says so.
    case .shutDown(let worker):
      guard let role = role(of: worker) else { return }
      line(role).wake(worker)
      // Somebody else is to have the task that it waited for.
      if !isStopped { wake(role, 1) }
    case .workerEnded(let worker): state.withLock { $0.workers[worker] = nil }
    case .kill(let worker): kill(worker)
    case .workerLost(let worker, let reason): lost(worker, reason)
    case .failed(let error):
      logger.error("cluster \(snapshot.machine.cluster) ends: \(error)")
      jobs.fail(error)
      failed.notify()
    }
  }

  private func kill(_ worker: WorkerID) {
    let member = state.withLock { $0.workers[worker] }
    // One that has not registered has not said what its process is.
    if let pid = member?.pid, pid > 0 {
      Foundation.kill(pid_t(pid), SIGKILL)
    } else {
      member?.process?.cancel()
    }
  }

  private func lost(_ worker: WorkerID, _ reason: AttemptFault) {
    let role = state.withLock { $0.workers.removeValue(forKey: worker)?.role }
    if let role { line(role).wake(worker) }
    // Workers that end with their cluster are no loss.
    if !isStopped { logger.warning("\(worker): \(reason.located)") }
    // A job that learns from the loss makes progress.
    if jobs.current?.running?.post({ $0.workerLost(worker, reason) }) ?? false { progressed() }
  }
}
