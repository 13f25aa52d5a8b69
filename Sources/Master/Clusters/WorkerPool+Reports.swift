import Model
import Scheduling
import Synchronization

/// What worker processes say of themselves.
extension WorkerPool {
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
  func join(role: Role, host: String) throws(MRError) -> WorkerID {
    try change { (state) throws(MRError) in
      let worker = try state.machine.join(role: role, now: Clock.now)
      state.workers[worker] = Worker(role: role, host: host)
      return worker
    }
  }

  /// - Returns: false if the worker is to end.
  func heartbeat(_ worker: WorkerID) -> Bool {
    change { $0.machine.heartbeat(worker, now: Clock.now) }
  }

  func progressed() { change { $0.machine.progressed() } }

  /// Another job begins.
  /// - Parameter code: What its workers have to have in them, and nothing else.
  func begin(_ code: CodeSet) { change { $0.machine.begin(code, now: Clock.now) } }

  func jobEnded() {
    change { state in
      state.machine.progressed()
      state.machine.ended(now: Clock.now)
    }
  }

  func role(of worker: WorkerID) -> Role? { state.withLock { $0.workers[worker]?.role } }

  func isAlive(_ worker: WorkerID) -> Bool {
    state.withLock { $0.machine.isAlive(worker) && !$0.machine.isStopped }
  }

  /// Whether a worker that is to end is to begin anew: the cluster goes on, and has nobody else in
  /// its place.
  func isToRenew(_ worker: WorkerID) -> Bool {
    state.withLock {
      !$0.machine.isStopped && $0.machine.isLeaving(worker) && !$0.machine.isOurs(worker)
    }
  }
}
