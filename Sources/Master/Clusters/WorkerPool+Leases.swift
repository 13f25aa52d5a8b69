import Model
import Scheduling
import Synchronization

/// Tasks for workers who ask.
extension WorkerPool {
  /// A task that a worker is to run, and its job.
  struct Lease: Sendable {
    var assignment: Assignment
    var care: TaskCare
    var job: RunningJob
  }

  /// What a worker that wants a task says about its process.
  struct ProcessChange: Sendable {
    /// What is not as it was when the process began.
    var text: String
    /// Whether the process cannot even go on with the job that it works for.
    var endsNow: Bool
  }

  /// Waits for a task.
  /// - Parameter isWanted: Whether somebody still waits for the answer; `wake` has it asked again.
  /// - Returns: nil if the worker is to end, or nobody waits for the answer.
  func lease(_ worker: WorkerID, _ process: ProcessChange?, while isWanted: () -> Bool) async
    -> Lease?
  {
    guard let role = role(of: worker) else { return nil }
    let line = line(role)
    let former = takeBack(from: worker)
    if let process {
      // With the end of the job that it worked for, such a process ends as well.
      let endsNow = process.endsNow || former != jobs.current?.id
      change { $0.machine.changed(worker, process.text, endsNow: endsNow, now: Clock.now) }
    }
    while !Task.isCancelled, isWanted(), let place = place(of: worker) {
      let version = line.version
      if let lease = leaseNow(worker, role) { return lease }
      guard await line.wait(worker, in: place, after: version) else { return nil }
    }
    // It may have been woken for a task, which others wait for, too.
    wake(role, 1)
    return nil
  }

  /// Another task of the job for a worker that has reported on its last one, if there is one now.
  func leaseNext(_ worker: WorkerID, of job: JobID) -> Lease? {
    guard let role = role(of: worker), isAlive(worker), jobs.current?.id == job else { return nil }
    takeBack(from: worker)
    return leaseNow(worker, role)
  }

  private func leaseNow(_ worker: WorkerID, _ role: Role) -> Lease? {
    guard let job = jobs.current?.running else { return nil }
    let (admission, places) = state.withLock { state in
      (state.machine.admit(worker), state.machine.places(role))
    }
    guard admission != .refused else { return nil }
    let line = line(role)
    let waiting = places.reduce(0) { $0 + min($1.most, line.count($1.place)) }
    guard
      let (assignment, care) = job.post({ machine in
        machine.lease(worker: worker, role: role, waiting: waiting, now: Clock.now)
          .map { ($0, machine.care(of: $0.attempt.task)) }
      })
    else {
      if admission == .recruited { state.withLock { $0.machine.release(worker) } }
      return nil
    }
    let isThere = state.withLock { state in
      state.workers[worker]?.attempt = assignment.attempt
      return state.workers[worker] != nil
    }
    guard isThere else {
      // It was lost meanwhile, and nobody would notice that this attempt was.
      job.post { $0.notReceived(assignment.attempt, by: worker) }
      return nil
    }
    return Lease(assignment: assignment, care: care, job: job)
  }

  /// A worker that asks for a task runs none. If it was given one, it does not know.
  /// - Returns: the job of the attempt that it was given last.
  @discardableResult
  private func takeBack(from worker: WorkerID) -> JobID? {
    let attempt = state.withLock { state in
      defer { state.workers[worker]?.attempt = nil }
      return state.workers[worker]?.attempt
    }
    guard let attempt else { return nil }
    jobs.running(attempt.job)?.post { $0.notReceived(attempt, by: worker) }
    return attempt.job
  }

  /// Where a worker waits; nil if it is to end.
  private func place(of worker: WorkerID) -> WaitingLine.Place? {
    state.withLock { state in
      let machine = state.machine
      guard machine.isAlive(worker), !machine.isStopped, let code = machine.code(of: worker) else {
        return nil
      }
      return code == .none && !machine.isOurs(worker) ? .guest : .code(code)
    }
  }

  /// Has a worker look again whether it is to wait for a task.
  func wake(_ worker: WorkerID) {
    if let role = role(of: worker) { line(role).wake(worker) }
  }

  /// Has so many of those look for a task who may run the tasks of the job whose turn it is.
  func wake(_ role: Role, _ count: Int) {
    let places = state.withLock { $0.machine.places(role) }
    line(role).wake(count, in: places)
  }
}

extension ClusterMachine {
  /// Where those wait who may run the tasks of the job whose turn it is, and how many of each.
  fileprivate func places(_ role: Role) -> [(place: WaitingLine.Place, most: Int)] {
    guard let code = currentCode else { return [] }
    return [(.code(code), .max), (.guest, .max), (.code(.none), openings(role))]
  }
}
