import Model
import Protocol
import Scheduling
import Synchronization

/// The jobs of a cluster: the queue, and the one that runs.
final class JobRunner: Sendable {
  private struct State {
    var queue = JobQueue()
    /// The jobs that wait.
    var jobs: [JobID: Job] = [:]
    var current: Job?
    /// The outcome of jobs that come too late: the cluster takes no more.
    var refusal: JobOutcome?
  }

  private let environment: MasterEnvironment
  /// Notified when jobs come or go.
  private let changed: AsyncCondition
  private let state = Mutex(State())

  init(_ environment: MasterEnvironment, changed: AsyncCondition) {
    self.environment = environment
    self.changed = changed
  }

  // MARK: The queue

  /// Appends a job to the queue, or ends it if the cluster has come to its own end meanwhile.
  func submit(_ job: Job) async {
    let (position, refusal) = state.withLock { state -> (Int, JobOutcome?) in
      if let refusal = state.refusal { return (0, refusal) }
      state.jobs[job.id] = job
      state.queue.append(job.id)
      let ahead = state.current == nil ? 0 : 1
      return ((state.queue.position(of: job.id) ?? 0) + ahead, nil)
    }
    if let refusal { return await job.endUnstarted(refusal, environment.journal) }
    job.logs.append(.queued(position: position))
    changed.notify()
  }

  /// Cancels a job of this cluster, whether it waits or runs.
  /// - Parameter reason: Who wants it, and how.
  func cancel(_ job: Job, _ reason: String) async {
    let isWaiting = state.withLock { state in
      state.jobs[job.id] = nil
      return state.queue.remove(job.id)
    }
    if isWaiting {
      await job.endUnstarted(.cancelled(reason: reason), environment.journal)
    } else {
      job.interrupt(.cancelled(reason))
    }
  }

  /// Ends all jobs because a user stops the cluster, which takes no more.
  func cancelAll(by account: String) async {
    let reason = "\(account) stopped its cluster"
    close(.cancelled(reason: reason))
    for job in unfinished.reversed() { await cancel(job, reason) }
  }

  /// Fails the job that runs because the cluster fails, which takes no more.
  func fail(_ error: MRError) {
    close(.failed(error))
    current?.interrupt(.failed(error))
  }

  /// Ends the jobs that wait.
  func endWaiting(_ outcome: JobOutcome) async {
    let waiting = state.withLock { state in
      var waiting: [Job] = []
      while let id = state.queue.next() {
        if let job = state.jobs.removeValue(forKey: id) { waiting.append(job) }
      }
      return waiting
    }
    for job in waiting { await job.endUnstarted(outcome, environment.journal) }
  }

  private func close(_ refusal: JobOutcome) {
    state.withLock { $0.refusal = $0.refusal ?? refusal }
  }

  /// Jobs that have not ended, in the order of the queue.
  var unfinished: [Job] {
    state.withLock { state in
      (state.current.map { [$0] } ?? []) + state.queue.jobs.compactMap { state.jobs[$0] }
    }
  }

  // MARK: The job that runs

  var current: Job? { state.withLock { $0.current } }

  /// The job that runs, if it is that one.
  func running(_ id: JobID) -> RunningJob? {
    guard let job = current, job.id == id else { return nil }
    return job.running
  }

  /// Writes lines of plugins into the log of the job that runs, if they are of attempts at its tasks that the worker
  /// holds, or held last.
  /// - Throws: `invalidArgument` for too many lines.
  func write(_ lines: [WireUserLogLine], of worker: WorkerID) throws(MRError) {
    try checkCount(lines, "lines", atMost: WireLimits.logLines)
    guard !lines.isEmpty, let job = current, let running = job.running else { return }
    let lines = lines.filter { line in
      guard line.attempt.jobID == "\(job.id)", let attempt = try? AttemptID(line.attempt) else {
        return false
      }
      return running.mayWrite(attempt, worker)
    }
    job.logs.append(lines)
    running.note(lines)
  }

  /// Runs one job after the other until the cluster stops.
  func run(on cluster: Cluster) async {
    let workers = cluster.workers
    while !workers.isStopped {
      let version = changed.version
      guard let job = next(workers) else {
        if workers.isStopped { return }
        await changed.wait(after: version)
        continue
      }
      await job.run(
        mappers: cluster.mappers, reducers: cluster.reducers, environment: environment,
        begin: { workers.begin(CodeSet($0)) }, wake: { workers.wake($0, $1) })
      state.withLock { $0.current = nil }
      workers.jobEnded()
    }
  }

  /// Takes the next job, unless the workers stop: who stops them looks at the current job afterwards, so
  /// one side or the other sees what the other did.
  private func next(_ workers: WorkerPool) -> Job? {
    state.withLock { state in
      guard state.refusal == nil, !workers.isStopped else { return nil }
      guard let id = state.queue.next() else { return nil }
      state.current = state.jobs.removeValue(forKey: id)
      return state.current
    }
  }
}
