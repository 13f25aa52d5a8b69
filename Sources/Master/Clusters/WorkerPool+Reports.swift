import Model
import Scheduling
import Synchronization

/// What worker processes say of themselves.
extension WorkerPool {
  /// A process of ours reports.
  func register(_ worker: WorkerID, role: Role, host: String, pid: Int) throws(MRError) {
    try change { (state) throws(MRError) in
      try state.machine.registered(worker, role: role, now: Clock.now)
      state.workers[worker]?.host = host
      state.workers[worker]?.pid = pid
    }
  }

  /// A process that somebody else started joins.
  /// - Returns: Its name, and the token that proves from now on that it speaks for itself.
  func join(role: Role, host: String) throws(MRError) -> (WorkerID, token: String) {
    try change { (state) throws(MRError) in
      let worker = try state.machine.join(role: role, now: Clock.now)
      let token = Self.token(for: worker)
      state.workers[worker] = Worker(role: role, host: host, token: token)
      return (worker, token)
    }
  }

  /// How many processes that somebody else started are there.
  var joined: Int { state.withLock { $0.machine.joined } }

  // MARK: Tokens

  static func token(for worker: WorkerID) -> String { "\(worker):\(AccessToken().text)" }

  /// The worker that a token names.
  static func owner(of token: String) -> WorkerID? {
    token.firstIndex(of: ":").flatMap { WorkerID(String(token[..<$0])) }
  }

  /// Whether the token is this worker's.
  func has(_ worker: WorkerID, _ token: String) -> Bool {
    guard let known = state.withLock({ $0.workers[worker]?.token }), !known.isEmpty else {
      return false
    }
    return agree(AccessToken(known).digest, AccessToken(token).digest)
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
