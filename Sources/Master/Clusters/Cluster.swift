import Journal
import Model
import Scheduling
import Synchronization

/// A cluster: its workers, and its queue of jobs, of which one runs at a time.
final class Cluster: Sendable {
  let id: ClusterID
  let mappers: Int
  let reducers: Int
  /// The time of creation in milliseconds since 1970.
  let created: Int64
  let workers: WorkerPool
  let jobs: JobRunner
  /// Notified when workers or jobs come or go.
  let changed = AsyncCondition()
  private let environment: MasterEnvironment
  private let gone = Mutex(false)
  private let stopRequest = AsyncCondition()

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
    jobs = JobRunner(environment, changed: changed)
    let machine = ClusterMachine(
      cluster: record.id, mappers: record.mappers, reducers: record.reducers,
      limits: ClusterLimits(mostSpares: environment.mostSpares), firstWorker: firstWorker)
    workers = WorkerPool(
      machine, jobs: jobs, launcher: launcher, changed: changed, logger: environment.logger)
  }

  // MARK: Life

  /// Runs the cluster until it is stopped, fails, or the task is cancelled; its workers are gone
  /// when it returns.
  func run() async {
    // Not a child: a cancelled task could not undo what its job has done so far.
    let running = Task { [jobs] in await jobs.run(on: self) }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.workers.tick() }
      group.addTask { await self.giveUpIfFailed() }
      group.addTask {
        await self.stopRequest.wait(after: 0)
        self.workers.takeNoMore()
      }
      await workers.run(in: &group)
      // No new worker from here on. What runs is to end in good order before its workers are gone.
      stop()
      jobs.current?.interrupt(.halted)
      await running.value
      group.cancelAll()
    }
    gone.withLock { $0 = true }
    changed.notify()
  }

  /// Asks the cluster to end.
  func stop() {
    workers.stop()
    stopRequest.notify()
  }

  /// Ends everything once no worker stays alive.
  private func giveUpIfFailed() async {
    await workers.failed.wait(after: 0)
    guard let error = workers.failure else { return }
    await jobs.endWaiting(.failed(error))
    try? await environment.journal.endCluster(id, error: error)
    stop()
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
      if let failure = workers.failure { throw failure }
      let machine = workers.snapshot.machine
      if machine.isStopped { throw MRError(.cancelled, "cluster \(id) was stopped") }
      let isReady = machine.alive(.mapper) >= mappers && machine.alive(.reducer) >= reducers
      if isReady || Task.isCancelled { return }
      await changed.wait(after: version)
    }
  }

  /// Whether its workers have ended.
  var isGone: Bool { gone.withLock { $0 } }
}
