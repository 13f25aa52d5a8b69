package import Model

/// Which worker holds which attempt until when.
///
/// A renewal only moves a deadline in the table, and looking for expired leases touches only those
/// that may be due.
package struct LeaseTable: Sendable {
  package struct Lease: Sendable, Hashable {
    package var worker: WorkerID
    package var deadline: Instant
    /// When it was granted, by the calendar.
    package var started: Int64
    /// What the worker said last.
    package var work = AttemptWork()
  }

  private let duration: Duration
  private var leases: [AttemptID: Lease] = [:]
  /// Attempts of a worker in the order of their grants; nearly always one.
  private var attempts: [WorkerID: [AttemptID]] = [:]
  /// The last attempts that each worker held, in the order of their ends.
  private var former: [WorkerID: [AttemptID]] = [:]
  private static let mostFormer = 64
  private var deadlines = DeadlineQueue<AttemptID>()
  /// How many leases were granted: they expire in that order where nothing else tells.
  private var granted = 0

  package init(duration: Duration) { self.duration = duration }

  package var count: Int { leases.count }
  package subscript(attempt: AttemptID) -> Lease? { leases[attempt] }

  /// - Parameter started: Now, by the calendar.
  /// - Complexity: O(log n)
  package mutating func grant(
    _ attempt: AttemptID, to worker: WorkerID, now: Instant, started: Int64
  ) {
    let deadline = now + duration
    leases[attempt] = Lease(worker: worker, deadline: deadline, started: started)
    attempts[worker, default: []].append(attempt)
    deadlines.insert(attempt, deadline: deadline, order: granted)
    granted += 1
  }

  /// - Returns: false if the worker does not hold the attempt.
  package mutating func renew(
    _ attempt: AttemptID, by worker: WorkerID, _ work: AttemptWork, now: Instant
  ) -> Bool {
    guard leases[attempt]?.worker == worker else { return false }
    leases[attempt]?.deadline = now + duration
    leases[attempt]?.work = work
    return true
  }

  /// Ends a lease.
  package mutating func release(_ attempt: AttemptID) -> Lease? {
    guard let lease = leases.removeValue(forKey: attempt) else { return nil }
    attempts[lease.worker]?.removeAll { $0 == attempt }
    if attempts[lease.worker]?.isEmpty == true { attempts[lease.worker] = nil }
    remember(attempt, of: lease.worker)
    return lease
  }

  /// Ends all leases.
  package mutating func releaseAll() {
    for (attempt, lease) in leases { remember(attempt, of: lease.worker) }
    leases = [:]
    attempts = [:]
    deadlines = DeadlineQueue()
  }

  private mutating func remember(_ attempt: AttemptID, of worker: WorkerID) {
    former[worker, default: []].append(attempt)
    if former[worker, default: []].count > Self.mostFormer { former[worker]?.removeFirst() }
  }

  /// Whether a worker holds an attempt, or did a short while ago: what its plugin has written may come late.
  package func knows(_ attempt: AttemptID, of worker: WorkerID) -> Bool {
    leases[attempt]?.worker == worker || former[worker]?.contains(attempt) == true
  }

  /// The bytes that the attempts of a kind have worked on so far.
  /// - Complexity: O(n); for reports.
  package func bytes(of kind: TaskID.Kind) -> Int {
    leases.reduce(0) { sum, lease in
      lease.key.task.kind == kind ? sum.addingSaturated(lease.value.work.bytes) : sum
    }
  }

  /// What a worker holds, in the order of the grants.
  package func attempts(of worker: WorkerID) -> [AttemptID] { attempts[worker] ?? [] }

  /// Every lease, in no order that means anything but always the same one.
  /// - Complexity: O(n log n); for the end of a job.
  package func all() -> [(attempt: AttemptID, lease: Lease)] {
    leases.map { ($0.key, $0.value) }.sorted { a, b in
      (a.0.task.kind.rawValue, a.0.task.index, a.0.number)
        < (b.0.task.kind.rawValue, b.0.task.index, b.0.number)
    }
  }

  /// Ends the leases whose deadline has passed.
  /// - Complexity: O(log n) for each lease whose first deadline has passed.
  package mutating func expire(now: Instant) -> [(attempt: AttemptID, lease: Lease)] {
    var expired: [(attempt: AttemptID, lease: Lease)] = []
    while let attempt = deadlines.popPassed(now: now, among: leases, { $0.deadline }) {
      if let lease = release(attempt) { expired.append((attempt, lease)) }
    }
    return expired
  }
}
