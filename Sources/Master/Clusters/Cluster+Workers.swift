import Foundation
import Model
import Protocol
import Scheduling
import Synchronization

/// What workers say, by way of the services.
extension Cluster {
  /// A process of ours reports, with the secret that it was started with.
  func register(_ worker: WorkerID, role: Role, token: String, host: String, pid: Int)
    throws(MRError)
  {
    try change { (state) throws(MRError) in
      guard let known = state.workers[worker], known.token == token else {
        throw MRError(
          .notFound, "worker \(worker) was not started by this master",
          remedy: "Leave the id away to join the cluster by hand.")
      }
      try state.machine.registered(worker, role: role, now: Clock.now)
      state.workers[worker]?.host = host
      state.workers[worker]?.pid = pid
    }
  }

  /// A process that somebody else started joins.
  func join(role: Role, host: String, pid: Int) throws(MRError) -> WorkerID {
    try change { (state) throws(MRError) in
      let worker = try state.machine.join(role: role, now: Clock.now)
      // Its process is not ours to kill: no pid of this host.
      state.workers[worker] = Worker(role: role, host: host)
      return worker
    }
  }

  func left(_ worker: WorkerID) { change { $0.machine.left(worker, now: Clock.now) } }

  /// - Returns: false if the worker is to end.
  func heartbeat(_ worker: WorkerID) -> Bool {
    change { $0.machine.heartbeat(worker, now: Clock.now) }
  }

  func progressed() { change { $0.machine.progressed() } }

  struct Lease: Sendable {
    var assignment: Assignment
    var job: RunningJob
  }

  /// Waits for a task.
  /// - Parameter isWanted: Whether somebody still waits for the answer; `wake` has it asked again.
  /// - Returns: nil if the worker is to end, or nobody waits for the answer.
  func lease(_ worker: WorkerID, while isWanted: () -> Bool) async -> Lease? {
    guard let role = role(of: worker) else { return nil }
    let line = line(role)
    takeBack(from: worker)
    while !Task.isCancelled, isWanted(), isAlive(worker) {
      let version = line.version
      if let lease = leaseNow(worker, role) { return lease }
      guard await line.wait(worker, after: version) else { return nil }
    }
    // It may have been woken for a task, which others wait for, too.
    line.wake(1)
    return nil
  }

  /// A task for a worker that has reported on its last one, if there is one now.
  func leaseNext(_ worker: WorkerID) -> Lease? {
    guard let role = role(of: worker), isAlive(worker) else { return nil }
    takeBack(from: worker)
    return leaseNow(worker, role)
  }

  private func leaseNow(_ worker: WorkerID, _ role: Role) -> Lease? {
    let waiting = line(role).count
    guard let job = current?.running,
      let assignment = job.post({
        $0.lease(worker: worker, role: role, waiting: waiting, now: Clock.now)
      })
    else { return nil }
    note(worker, assignment.attempt)
    return Lease(assignment: assignment, job: job)
  }

  /// A worker that asks for a task runs none. If it was given one, it does not know.
  private func takeBack(from worker: WorkerID) {
    let attempt = state.withLock { state in
      defer { state.workers[worker]?.attempt = nil }
      return state.workers[worker]?.attempt
    }
    guard let attempt else { return }
    runningJob(attempt.job)?.post { $0.notReceived(attempt, by: worker) }
  }

  /// Has a worker look again whether it is to wait for a task.
  func wake(_ worker: WorkerID) {
    if let role = role(of: worker) { line(role).wake(worker) }
  }

  /// The running job, if it is that one.
  func runningJob(_ id: JobID) -> RunningJob? {
    guard let job = current, job.id == id else { return nil }
    return job.running
  }
}

extension Cluster {
  /// Lines that plugins wrote, into the logs of their jobs.
  /// - Throws: `invalidArgument` for too many lines.
  func write(_ lines: [WireUserLogLine]) throws(MRError) {
    try checkCount(lines, "lines", atMost: WireLimits.logLines)
    guard !lines.isEmpty, let job = current else { return }
    job.logs.append(lines.filter { $0.attempt.jobID == "\(job.id)" })
  }
}
