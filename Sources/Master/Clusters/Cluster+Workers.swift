import Foundation
import Model
import Protocol
import Scheduling

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
  /// - Returns: nil if there was none in time, or the worker is to end.
  func lease(_ worker: WorkerID, wait: Duration) async -> Lease? {
    guard let role = role(of: worker) else { return nil }
    let signal = work(role)
    let deadline = ContinuousClock.now + wait
    while !Task.isCancelled, isAlive(worker) {
      let version = signal.version
      let waiting = signal.waiters
      if let job = current?.running,
        let assignment = job.post({
          $0.lease(worker: worker, role: role, waiting: waiting, now: Clock.now)
        })
      {
        note(worker, assignment.attempt)
        return Lease(assignment: assignment, job: job)
      }
      note(worker, nil)
      let rest = deadline - ContinuousClock.now
      guard rest > .zero else { return nil }
      await signal.wait(after: version, timeout: rest)
    }
    return nil
  }

  /// The running job, if it is that one.
  func runningJob(_ id: JobID) -> RunningJob? {
    guard let job = current, job.id == id else { return nil }
    return job.running
  }
}

extension Cluster {
  /// Lines that plugins wrote, into the logs of their jobs.
  func write(_ lines: [WireUserLogLine]) {
    guard !lines.isEmpty, let job = current else { return }
    job.logs.append(lines.filter { $0.attempt.jobID == "\(job.id)" })
  }
}
