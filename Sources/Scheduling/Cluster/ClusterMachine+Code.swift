package import Model

/// Which process runs whose tasks. A process has no code when it starts, takes on that of the first
/// job that it gets a task of, and never another's. Jobs with the same code find it as it is; for
/// jobs with other code clean processes wait (spares), and the processes of the last few sets are
/// kept.
extension ClusterMachine {
  /// A job's turn has come.
  package mutating func begin(_ code: CodeSet, now: Instant) {
    let forgotten = Set(codes.begin(code, keeping: limits.codeSetsKept))
    for (number, member) in members {
      switch member.code {
      case .none: continue
      case .loaded(let code) where code == codes.current: continue
      case .loaded(let code):
        // Somebody else's process starts itself anew; ours is kept for its code's next job.
        if forgotten.contains(code) || !member.isOurs { dismiss(number) }
      }
    }
    provide(now: now)
  }

  /// The job has ended. Processes that it left otherwise than it had found them end as well.
  package mutating func ended(now: Instant) {
    codes.end()
    for (number, member) in members where member.change != nil { dismiss(number) }
    provideSpares(now: now)
  }

  package enum Admission: Sendable {
    /// The worker may not run tasks of the job whose turn it is.
    case refused
    case admitted
    /// The worker takes the job's code on. To be taken back by `release` if it gets no task.
    case recruited
  }

  /// A worker wants a task of the job whose turn it is.
  package mutating func admit(_ worker: WorkerID) -> Admission {
    guard let member = member(worker), member.state == .alive, let current = codes.current else {
      return .refused
    }
    switch member.code {
    case .loaded(let code): return code == current ? .admitted : .refused
    case .none:
      guard !member.isOurs || openings(member.role) > 0 else { return .refused }
      setCode(.loaded(current), of: worker.number)
      return .recruited
    }
  }

  /// A worker that was recruited got no task: it has no code in it.
  package mutating func release(_ worker: WorkerID) { setCode(.none, of: worker.number) }

  /// A worker's process is not what it was when it began.
  /// - Parameters:
  ///   - change: what differs.
  ///   - endsNow: whether it is to end at once, and not with the job.
  package mutating func changed(_ worker: WorkerID, _ change: String, endsNow: Bool, now: Instant) {
    guard let member = member(worker), member.state == .alive else { return }
    setChange(change, of: worker.number)
    guard endsNow || codes.current == nil || member.code != .loaded(codes.current ?? -1) else {
      return
    }
    dismiss(worker.number)
    provide(now: now)
  }

  /// How many processes without code may take on that of the job whose turn it is.
  package func openings(_ role: Role) -> Int {
    guard let current = codes.current else { return 0 }
    return max(0, wanted(role) - count(role, .loaded(current)))
  }

  /// The code of the job whose turn it is.
  package var currentCode: ProcessCode? { codes.current.map { .loaded($0) } }

  package func code(of worker: WorkerID) -> ProcessCode? { member(worker)?.code }

  /// Whether the worker was asked to end, and has not yet.
  package func isLeaving(_ worker: WorkerID) -> Bool { member(worker)?.state == .leaving }

  /// How many workers are there that somebody else has started.
  package var joined: Int { members.values.lazy.filter { !$0.isOurs }.count }

  package func isOurs(_ worker: WorkerID) -> Bool { member(worker)?.isOurs ?? false }

  /// The processes that make up the cluster now, those of its last job first, and the ones in
  /// reserve: spares, and those that are kept for other code.
  package var muster: (workers: [WorkerInfo], reserve: [WorkerInfo]) {
    let last = codes.recent.first.map { ProcessCode.loaded($0) }
    let all = workers.filter { $0.state != .leaving }
    var (front, reserve): ([WorkerInfo], [WorkerInfo]) = ([], [])
    for role in Role.allCases {
      let ours = all.filter { $0.role == role && $0.isOurs }
      let ranked =
        ours.filter { $0.code == last } + ours.filter { $0.code == .none }
        + ours.filter { $0.code != last && $0.code != .none }
      front += ranked.prefix(wanted(role)) + all.filter { $0.role == role && !$0.isOurs }
      reserve += ranked.dropFirst(wanted(role))
    }
    return (
      front.sorted { $0.id.number < $1.id.number }, reserve.sorted { $0.id.number < $1.id.number }
    )
  }

  /// Starts what the job whose turn it is, or another with the code of the last one, cannot do
  /// without.
  mutating func provide(now: Instant) {
    guard !isStopped else { return }
    for role in Role.allCases {
      let missing = wanted(role) - countLoaded(role) - count(role, .none)
      for _ in 0..<max(0, missing) { spawn(role, now: now) }
    }
  }

  /// Starts clean processes for code that is yet to come. While a job runs they would take processor
  /// time from it, and a short one is over soon: `tick` and the job's end see to them.
  mutating func provideSpares(now: Instant) {
    // Before the first job all are clean; and the cluster itself comes first.
    guard limits.mostSpares > 0, !isStopped, !codes.recent.isEmpty,
      Role.allCases.allSatisfy({ alive($0) >= wanted($0) })
    else { return }
    for role in Role.allCases {
      let room = max(0, wanted(role) - countLoaded(role))
      let missing = room + min(wanted(role), limits.mostSpares) - count(role, .none)
      for _ in 0..<max(0, missing) { spawn(role, now: now) }
    }
  }

  /// How many of our processes have the code of the last job that had its turn.
  private func countLoaded(_ role: Role) -> Int {
    codes.recent.first.map { count(role, .loaded($0)) } ?? 0
  }

  /// How many of our processes have that code, without those that are to end.
  private func count(_ role: Role, _ code: ProcessCode) -> Int {
    counts[Kind(role: role, isOurs: true, code: code)] ?? 0
  }
}
