package import Model

/// The worker processes of a cluster: which are wanted, starting, alive; which were lost and are
/// replaced; and which code they have in them (`ClusterMachine+Code`).
///
/// Works like `JobMachine`: no I/O, no clock, and the actions are taken after each call. Every call
/// is O(1) or O(log n) in the number of workers, apart from `start`, `stop`, `workers`, and the
/// begin and end of a job.
package struct ClusterMachine: Sendable {
  package let cluster: ClusterID
  package let mappers: Int
  package let reducers: Int
  let limits: ClusterLimits
  private let maxLosses: Int

  struct Worker: Sendable {
    var role: Role
    var state: WorkerInfo.State
    var isOurs: Bool
    var deadline: Instant
    var code = ProcessCode.none
    /// What is not as it was when the process began. With the end of the job it is to end, too.
    var change: String?
  }

  /// Which workers are counted together: those that are not leaving.
  struct Kind: Hashable, Sendable {
    var role: Role
    var isOurs: Bool
    var code: ProcessCode
  }

  private(set) var members: [Int: Worker] = [:]
  private var deadlines = DeadlineQueue<Int>()
  private var aliveCounts: [Role: Int] = [:]
  private(set) var counts: [Kind: Int] = [:]
  private var nextNumber: Int
  /// When workers of ours were lost, since the cluster last got something done.
  private var losses: [Instant] = []
  package private(set) var isStopped = false
  private var actions: [ClusterAction] = []
  var codes = CodeHistory()

  /// - Parameter firstWorker: number of the first worker; after a restart of the master, above all
  ///   that may still be running.
  package init(
    cluster: ClusterID, mappers: Int, reducers: Int, limits: ClusterLimits = ClusterLimits(),
    firstWorker: Int = 1
  ) {
    self.cluster = cluster
    self.mappers = mappers
    self.reducers = reducers
    self.limits = limits
    maxLosses = limits.maxLosses ?? 4 * (mappers + reducers) + 8
    nextNumber = firstWorker
  }

  /// What the calls since the last time want done, in order.
  package mutating func takeActions() -> [ClusterAction] {
    defer { actions = [] }
    return actions
  }

  /// Wants the cluster's workers. Once.
  package mutating func start(now: Instant) { provide(now: now) }

  /// Takes in a worker that somebody else started. It is not replaced when it is lost.
  /// - Throws: `notFound` if the cluster has stopped.
  package mutating func join(role: Role, now: Instant) throws(MRError) -> WorkerID {
    guard !isStopped else { throw stopped }
    return add(role, state: .alive, isOurs: false, deadline: now + limits.heartbeatTimeout)
  }

  /// A process that was spawned says that it is there. May be repeated.
  /// - Throws: `notFound` if nobody waits for this worker: it is taken for lost, or never was.
  package mutating func registered(_ worker: WorkerID, role: Role, now: Instant) throws(MRError) {
    guard !isStopped else { throw stopped }
    guard worker.cluster == cluster, let member = members[worker.number], member.isOurs,
      member.role == role
    else {
      throw MRError(
        .notFound, "no \(role.rawValue) \(worker) is expected in cluster \(cluster)",
        remedy: "Start workers by hand with `mr worker`, which draws a number of its own.")
    }
    members[worker.number]?.deadline = now + limits.heartbeatTimeout
    guard member.state == .starting else { return }
    members[worker.number]?.state = .alive
    aliveCounts[role, default: 0] += 1
    deadlines.insert(
      worker.number, deadline: now + limits.heartbeatTimeout, order: worker.number)
  }

  /// A worker says that it lives.
  /// - Returns: false if it is unknown here, or is to end.
  package mutating func heartbeat(_ worker: WorkerID, now: Instant) -> Bool {
    guard !isStopped, isAlive(worker) else { return false }
    members[worker.number]?.deadline = now + limits.heartbeatTimeout
    return true
  }

  /// A worker's process ended or could not be started.
  package mutating func lost(_ worker: WorkerID, _ reason: AttemptFault, now: Instant) {
    guard worker.cluster == cluster, let member = remove(worker) else { return }
    guard member.state != .leaving else {
      actions.append(.workerEnded(worker))
      return
    }
    actions.append(.workerLost(worker, reason))
    guard member.isOurs, !isStopped else { return }
    losses.append(now)
    losses.removeAll { now - $0 > limits.lossWindow }
    guard losses.count <= maxLosses else { return fail(reason.located) }
    provide(now: now)
  }

  /// A task succeeded, or a job ended: what workers did before is no crash loop.
  package mutating func progressed() {
    if !losses.isEmpty { losses = [] }
  }

  /// Takes workers for lost that are silent for too long, and has spares started.
  package mutating func tick(now: Instant) {
    while let number = deadlines.popPassed(now: now, among: members, { $0.deadline }) {
      guard let member = members[number] else { continue }
      let worker = WorkerID(cluster: cluster, number: number)
      actions.append(.kill(worker))
      lost(worker, AttemptFault(silence(of: member)), now: now)
    }
    provideSpares(now: now)
  }

  /// Ends the cluster: its workers are asked to end, and nothing is replaced any more.
  package mutating func stop() {
    guard !isStopped else { return }
    isStopped = true
    for worker in workers where worker.state != .leaving { actions.append(.shutDown(worker.id)) }
  }

  /// Number of workers in a role that registered, and were not lost or asked to end.
  package func alive(_ role: Role) -> Int { aliveCounts[role] ?? 0 }

  package func isAlive(_ worker: WorkerID) -> Bool { member(worker)?.state == .alive }

  /// The workers in the order of their numbers.
  package var workers: [WorkerInfo] {
    members.sorted { $0.key < $1.key }.map { number, member in
      WorkerInfo(
        id: WorkerID(cluster: cluster, number: number), role: member.role, state: member.state,
        isOurs: member.isOurs, code: member.code)
    }
  }

  func member(_ worker: WorkerID) -> Worker? {
    worker.cluster == cluster ? members[worker.number] : nil
  }

  /// Number of the workers that the cluster is to have in a role.
  func wanted(_ role: Role) -> Int { role == .mapper ? mappers : reducers }

  mutating func spawn(_ role: Role, now: Instant) {
    let worker = add(
      role, state: .starting, isOurs: true, deadline: now + limits.registrationTimeout)
    actions.append(.spawn(worker, role))
  }

  /// Asks a worker to end. It is nobody's loss.
  mutating func dismiss(_ number: Int) {
    guard let member = members[number], member.state != .leaving else { return }
    uncount(member)
    members[number]?.state = .leaving
    actions.append(.shutDown(WorkerID(cluster: cluster, number: number)))
  }

  mutating func setCode(_ code: ProcessCode, of number: Int) {
    guard let member = members[number], member.state != .leaving, member.code != code else {
      return
    }
    counts[member.kind, default: 0] -= 1
    members[number]?.code = code
    if let member = members[number] { counts[member.kind, default: 0] += 1 }
  }

  mutating func setChange(_ change: String?, of number: Int) { members[number]?.change = change }

  private mutating func add(
    _ role: Role, state: WorkerInfo.State, isOurs: Bool, deadline: Instant
  ) -> WorkerID {
    let number = nextNumber
    nextNumber += 1
    let member = Worker(role: role, state: state, isOurs: isOurs, deadline: deadline)
    members[number] = member
    counts[member.kind, default: 0] += 1
    if state == .alive { aliveCounts[role, default: 0] += 1 }
    deadlines.insert(number, deadline: deadline, order: number)
    return WorkerID(cluster: cluster, number: number)
  }

  private mutating func remove(_ worker: WorkerID) -> Worker? {
    guard let member = members.removeValue(forKey: worker.number) else { return nil }
    uncount(member)
    return member
  }

  private mutating func uncount(_ member: Worker) {
    guard member.state != .leaving else { return }
    counts[member.kind, default: 0] -= 1
    if counts[member.kind] == 0 { counts[member.kind] = nil }
    if member.state == .alive { aliveCounts[member.role, default: 1] -= 1 }
  }

  private mutating func fail(_ reason: MRError) {
    stop()
    var cause = reason.message
    if let deeper = reason.cause { cause += ": \(deeper)" }
    actions.append(
      .failed(
        MRError(
          .workerLost,
          "\(losses.count) workers of cluster \(cluster) ended within \(limits.lossWindow) while no task succeeded",
          cause: "the last time, \(cause)", remedy: "The workers' logs say more.")))
  }

  private func silence(of member: Worker) -> MRError {
    switch member.state {
    case .starting:
      MRError(
        .workerLost, "the worker did not register",
        cause: "its process was started \(limits.registrationTimeout) ago")
    case .alive, .leaving:
      MRError(
        .workerLost, "the worker does not answer any more",
        cause: "nothing was heard of it for \(limits.heartbeatTimeout)")
    }
  }

  private var stopped: MRError { MRError(.notFound, "cluster \(cluster) has stopped") }
}

extension ClusterMachine.Worker {
  var kind: ClusterMachine.Kind { .init(role: role, isOurs: isOurs, code: code) }
}
