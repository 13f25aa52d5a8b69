import Foundation
import Journal
import Logging
import Model
import Scheduling
import Synchronization

/// A cluster: its worker processes, and its queue of jobs, of which one runs at a time.
final class Cluster: Sendable {
  struct Worker {
    var role: Role
    var host = ""
    var pid = 0
    var token = ""
    /// What it runs, as its last lease said.
    var attempt: AttemptID?
    /// Runs its process, if that is one of ours; cancelled, it ends it.
    var process: Task<MRError, Never>?
  }

  struct State {
    var machine: ClusterMachine
    var queue = JobQueue()
    var jobs: [JobID: Job] = [:]
    var current: Job?
    var workers: [WorkerID: Worker] = [:]
    var failure: MRError?
    /// A user stops the cluster: it takes no more jobs.
    var isClosed = false
    var isGone = false
  }

  let id: ClusterID
  let mappers: Int
  let reducers: Int
  let created: Int64
  /// Notified when workers or jobs come or go.
  let changed = Signal()
  private let mapLine = WaitingLine()
  private let reduceLine = WaitingLine()
  private let environment: MasterEnvironment
  private let launcher: WorkerLauncher
  let state: Mutex<State>
  private let spawns: AsyncStream<(WorkerID, Role)>
  private let spawnQueue: AsyncStream<(WorkerID, Role)>.Continuation
  private let stopRequest = Signal()

  /// - Parameter firstWorker: Number of the first worker; workers of a former life of the master
  ///   that still run somewhere must not be taken for its own.
  init(
    _ record: (id: ClusterID, mappers: Int, reducers: Int, created: Int64), firstWorker: Int = 1,
    environment: MasterEnvironment, launcher: WorkerLauncher
  ) {
    id = record.id
    mappers = record.mappers
    reducers = record.reducers
    created = record.created
    self.environment = environment
    self.launcher = launcher
    let machine = ClusterMachine(
      cluster: record.id, mappers: record.mappers, reducers: record.reducers,
      limits: ClusterLimits(mostSpares: environment.mostSpares), firstWorker: firstWorker)
    state = Mutex(State(machine: machine))
    (spawns, spawnQueue) = AsyncStream.makeStream()
  }

  // MARK: Life

  /// Runs the cluster until it is stopped, fails, or the task is cancelled; its workers are gone
  /// when it returns.
  func run() async {
    // Not a child: a cancelled task could not undo what its job has done so far.
    let jobs = Task { await runJobs() }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.tick() }
      group.addTask {
        await self.stopRequest.wait(after: 0)
        self.spawnQueue.finish()
      }
      change { $0.machine.start(now: Clock.now) }
      for await (worker, role) in spawns {
        group.addTask { await self.runWorker(worker, role) }
      }
      // No new worker from here on. What runs is to end in good order before its workers are gone.
      stop()
      current?.interrupt(.halted)
      await jobs.value
      group.cancelAll()
    }
    state.withLock { $0.isGone = true }
    changed.notify()
  }

  /// Asks the cluster to end.
  func stop() {
    change { $0.machine.stop() }
    stopRequest.notify()
    for role in Role.allCases { line(role).wakeAll() }
  }

  /// Waits until the cluster's workers are gone.
  func waitUntilGone() async {
    while true {
      let version = changed.version
      if isGone || Task.isCancelled { return }
      await changed.wait(after: version)
    }
  }

  /// Waits until all workers of the cluster's own have registered.
  /// - Throws: What ended the cluster meanwhile.
  func waitUntilReady() async throws(MRError) {
    while true {
      let version = changed.version
      let isReady = try state.withLock { (state) throws(MRError) in
        if let failure = state.failure { throw failure }
        if state.machine.isStopped { throw MRError(.cancelled, "cluster \(id) was stopped") }
        return state.machine.alive(.mapper) >= mappers && state.machine.alive(.reducer) >= reducers
      }
      if isReady || Task.isCancelled { return }
      await changed.wait(after: version)
    }
  }

  private func tick() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      change { $0.machine.tick(now: Clock.now) }
    }
  }

  private func runWorker(_ worker: WorkerID, _ role: Role) async {
    let token = UUID().uuidString
    let process = Task { [launcher] in
      do throws(MRError) { return try await launcher.run(worker, role, token: token) } catch {
        return error
      }
    }
    state.withLock {
      $0.workers[worker] = Worker(role: role, token: token, process: process)
    }
    let ending = await withTaskCancellationHandler {
      await process.value
    } onCancel: {
      process.cancel()
    }
    change { $0.machine.lost(worker, ending, now: Clock.now) }
  }

  // MARK: Workers

  /// Changes the state and does what the machine then wants.
  @discardableResult
  func change<Result: Sendable, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (result, actions) = try state.withLock { (state) throws(Failure) in
      (try body(&state), state.machine.takeActions())
    }
    for action in actions { perform(action) }
    changed.notify()
    return result
  }

  private func perform(_ action: ClusterAction) {
    switch action {
    case .spawn(let worker, let role): spawnQueue.yield((worker, role))
    // The answer to its next heartbeat, or to its request for work, says so.
    case .shutDown(let worker):
      guard let role = role(of: worker) else { return }
      line(role).wake(worker)
      // Somebody else is to have the task that it waited for.
      if !snapshot.machine.isStopped { wake(role, 1) }
    case .workerEnded(let worker): state.withLock { $0.workers[worker] = nil }
    case .kill(let worker):
      let member = state.withLock { $0.workers[worker] }
      // One that has not registered has not said what its process is.
      if let pid = member?.pid, pid > 0 {
        kill(pid_t(pid), SIGKILL)
      } else {
        member?.process?.cancel()
      }
    case .workerLost(let worker, let reason):
      let (role, job) = state.withLock { state in
        (state.workers.removeValue(forKey: worker)?.role, state.current)
      }
      if let role { line(role).wake(worker) }
      // Workers that end with their cluster are no loss.
      if !snapshot.machine.isStopped { environment.logger.warning("\(reason)") }
      job?.running?.post { $0.workerLost(worker, reason) }
    case .failed(let error):
      state.withLock { $0.failure = error }
      environment.logger.error("cluster \(id) ends: \(error)")
      fail(error)
    }
  }

  /// Ends everything because no worker stays alive.
  private func fail(_ error: MRError) {
    let (current, waiting) = state.withLock { state in
      var waiting: [Job] = []
      while let id = state.queue.next() {
        if let job = state.jobs.removeValue(forKey: id) { waiting.append(job) }
      }
      return (state.current, waiting)
    }
    current?.interrupt(.failed(error))
    Task { [environment] in
      for job in waiting { await job.endUnstarted(.failed(error), environment.journal) }
      try? await environment.journal.endCluster(id, error: error)
      stop()
    }
  }

  // MARK: What the services look at

  /// Its workers have ended.
  var isGone: Bool { state.withLock { $0.isGone } }
  var current: Job? { state.withLock { $0.current } }
  func line(_ role: Role) -> WaitingLine { role == .mapper ? mapLine : reduceLine }
  func role(of worker: WorkerID) -> Role? { state.withLock { $0.workers[worker]?.role } }
  func isAlive(_ worker: WorkerID) -> Bool {
    state.withLock { $0.machine.isAlive(worker) && !$0.machine.isStopped }
  }
  func note(_ worker: WorkerID, _ attempt: AttemptID?) {
    state.withLock { $0.workers[worker]?.attempt = attempt }
  }
  /// A copy, for reports.
  var snapshot: State { state.withLock { $0 } }

  // MARK: Jobs

  /// Appends a job to the queue, or ends it if the cluster has come to its own end meanwhile.
  func submit(_ job: Job) async {
    let (position, refusal) = state.withLock { state -> (Int, JobOutcome?) in
      if let failure = state.failure { return (0, .failed(failure)) }
      if state.isClosed { return (0, .cancelled(reason: "its cluster was stopped")) }
      state.jobs[job.id] = job
      state.queue.append(job.id)
      return (
        (state.queue.position(of: job.id) ?? 0) + (state.current == nil ? 0 : 1), nil
      )
    }
    if let refusal { return await job.endUnstarted(refusal, environment.journal) }
    job.logs.append(.queued(position: position))
    changed.notify()
  }

  /// Ends all jobs because a user stops the cluster.
  func cancelJobs() async {
    state.withLock { $0.isClosed = true }
    for job in unfinishedJobs.reversed() { await cancel(job) }
  }

  /// Cancels a job of this cluster, whether it waits or runs.
  func cancel(_ job: Job) async {
    let isWaiting = state.withLock { state in
      state.jobs[job.id] = nil
      return state.queue.remove(job.id)
    }
    if isWaiting {
      await job.endUnstarted(.cancelled(reason: "a user asked for it"), environment.journal)
    } else {
      job.interrupt(.cancelled)
    }
  }

  /// Jobs that have not ended, in the order of the queue.
  var unfinishedJobs: [Job] {
    state.withLock { state in
      (state.current.map { [$0] } ?? []) + state.queue.jobs.compactMap { state.jobs[$0] }
    }
  }

  private func runJobs() async {
    while true {
      let version = changed.version
      let (job, isStopped) = state.withLock { state -> (Job?, Bool) in
        if state.machine.isStopped { return (nil, true) }
        guard let id = state.queue.next() else { return (nil, false) }
        state.current = state.jobs.removeValue(forKey: id)
        return (state.current, false)
      }
      if isStopped { return }
      guard let job else {
        await changed.wait(after: version)
        continue
      }
      await job.run(
        mappers: mappers, reducers: reducers, environment: environment,
        begin: { [self] plan in
          change { $0.machine.begin(CodeSet(plan), now: Clock.now) }
        }, wake: { [self] role, count in wake(role, count) })
      change { state in
        state.current = nil
        state.machine.progressed()
        state.machine.ended(now: Clock.now)
      }
    }
  }
}
