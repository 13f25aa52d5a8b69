package import Model

/// What the worker service calls on behalf of workers that ask for work or say that they live.
extension JobMachine {
  /// Gives a worker its next task.
  ///
  /// A worker gets a task that failed on it only if no other worker of its role waits for one.
  /// - Parameter waiting: number of workers that wait in the role, without the asking one.
  /// - Returns: nil if there is nothing to do now. `wake` will tell when to ask again; whoever waits
  ///   has to be registered for it under the lock of this call.
  package mutating func lease(worker: WorkerID, role: Role, waiting: Int, now: Instant)
    -> Assignment?
  {
    guard !isEnded else { return nil }
    let assignment =
      switch role {
      case .mapper: leaseMap(worker, insist: waiting == 0)
      case .reducer: leaseReduce(worker, insist: waiting == 0)
      }
    guard let assignment else {
      // What there is failed on this worker: one of those that wait is to have it.
      if isReady(role) { actions.append(.wake(role, count: 1)) }
      return nil
    }
    leases.grant(assignment.attempt, to: worker, now: now, started: time)
    actions.append(.event(.attemptStarted(assignment.attempt, worker)))
    return assignment
  }

  /// A worker asks for a task and holds an attempt: the answer that gave it was lost. The task runs
  /// again; that does not count as a failure.
  package mutating func notReceived(_ attempt: AttemptID, by worker: WorkerID) {
    guard !isEnded, leases[attempt]?.worker == worker, let record = release(attempt) else { return }
    withdraw(record, "it did not reach the worker")
    discardLeftovers(of: attempt)
    switch attempt.task.kind {
    case .map: makeReady(map: attempt.task.index, avoid: nil)
    case .reduce: makeReady(reduce: attempt.task.index, avoid: nil)
    }
  }

  /// A worker says what it is working on, and how far it is: its lease lasts `leaseDuration` from now.
  /// - Returns: False if the attempt is of no use any more.
  package mutating func renew(
    _ attempt: AttemptID, by worker: WorkerID, _ work: AttemptWork = AttemptWork(), now: Instant
  ) -> Bool {
    leases.renew(attempt, by: worker, work, now: now)
  }

  /// Whether the worker holds the attempt.
  package func holds(_ attempt: AttemptID, _ worker: WorkerID) -> Bool {
    leases[attempt]?.worker == worker
  }

  /// Whether what the plugin of an attempt has written can come from that worker.
  package func mayWrite(_ attempt: AttemptID, _ worker: WorkerID) -> Bool {
    leases.knows(attempt, of: worker)
  }

  /// The bytes that running attempts of a kind have worked on, as their workers said last.
  package func bytesUnderWay(_ kind: TaskID.Kind) -> Int { leases.bytes(of: kind) }

  /// A worker is gone, whether it held an attempt or not: what it held has failed.
  /// - Returns: Whether that has shown which part of the input is at fault.
  @discardableResult
  package mutating func workerLost(_ worker: WorkerID, _ reason: AttemptFault) -> Bool {
    let before = bad.total
    for attempt in leases.attempts(of: worker) { lose(attempt, reason) }
    guard !isEnded else { return false }
    // The lost worker may have been woken for a task that it did not live to ask for.
    for role in Role.allCases where isReady(role) { actions.append(.wake(role, count: 1)) }
    return bad.total > before
  }

  /// Takes the attempts away from workers that are silent for too long.
  package mutating func tick(now: Instant) {
    let expired = leases.expire(now: now)
    for (attempt, lease) in expired {
      ended(attempt)
      discardLeftovers(of: attempt)
      actions.append(.revoke(lease.worker, attempt))
    }
    for (attempt, lease) in expired where !isEnded {
      fail(
        record(attempt, lease),
        AttemptFault(
          MRError(
            .workerLost, "the worker does not answer any more",
            cause: "nothing was heard of it for \(limits.leaseDuration)")))
    }
  }

  /// The worker that was given an attempt, whether it still runs or not.
  package func holder(of attempt: AttemptID) -> WorkerID? {
    guard attempt.job == job else { return nil }
    let index = attempt.task.index
    let workers =
      switch attempt.task.kind {
      case .map: maps.indices.contains(index) ? maps[index].workers : []
      case .reduce: reduces.indices.contains(index) ? reduces[index].workers : []
      }
    let number = attempt.number - firstAttempt
    return workers.indices.contains(number) ? workers[number] : nil
  }

  /// Whether the attempt is, or was, the worker's. What another says of it changes nothing.
  mutating func belongs(_ attempt: AttemptID, to worker: WorkerID) -> Bool {
    let holder = holder(of: attempt)
    if holder == worker { return true }
    actions.append(.event(.foreignReport(attempt, worker, holder: holder)))
    return false
  }

  /// Ends an attempt's lease.
  /// - Returns: What is to be remembered of the attempt, or nil if it is not running.
  mutating func release(_ attempt: AttemptID) -> AttemptRecord? {
    guard let lease = leases.release(attempt) else { return nil }
    ended(attempt)
    return record(attempt, lease)
  }

  /// An attempt that ends now, and how far it is known to have come.
  func record(_ attempt: AttemptID, _ lease: LeaseTable.Lease) -> AttemptRecord {
    AttemptRecord(
      attempt, lease.worker, started: lease.started, ended: max(lease.started, time),
      work: lease.work, .succeeded)
  }

  /// An attempt's blocks or file, from a worker that cannot remove them itself.
  mutating func discardLeftovers(of attempt: AttemptID) {
    switch attempt.task.kind {
    case .map:
      actions.append(
        .sweepMapOutput(MapOutputID(task: attempt.task.index, attempt: attempt.number)))
    case .reduce:
      actions.append(.discardOutput(partition: attempt.task.index, attempt: attempt.number))
    }
  }

  private mutating func lose(_ attempt: AttemptID, _ reason: AttemptFault) {
    guard !isEnded, let record = release(attempt) else { return }
    discardLeftovers(of: attempt)
    fail(record, reason)
  }

  private mutating func ended(_ attempt: AttemptID) {
    switch attempt.task.kind {
    case .map: mapsRunning -= 1
    case .reduce: reducesRunning -= 1
    }
  }

  private func isReady(_ role: Role) -> Bool {
    switch role {
    case .mapper: !mapQueue.isEmpty
    case .reducer: !reduceQueue.isEmpty && barrier.isOpen
    }
  }

  private mutating func leaseMap(_ worker: WorkerID, insist: Bool) -> Assignment? {
    var next = mapQueue.take(for: worker, insist: insist)
    // A task that was taken over stands in the queue all the same, and so does one that waits for its input.
    while let index = next, !maps[index].isReady {
      next = mapQueue.take(for: worker, insist: insist)
    }
    guard let index = next else { return nil }
    let attempt = AttemptID(
      job: job, task: TaskID(.map, index), number: firstAttempt + maps[index].started)
    maps[index].workers.append(worker)
    maps[index].stage = .running(attempt: attempt.number)
    maps[index].task.inputs = chunks.current(maps[index].task.inputs)
    mapsRunning += 1
    return .map(maps[index].task, attempt)
  }

  private mutating func leaseReduce(_ worker: WorkerID, insist: Bool) -> Assignment? {
    guard barrier.isOpen, let partition = reduceQueue.take(for: worker, insist: insist) else {
      return nil
    }
    let attempt = AttemptID(
      job: job, task: TaskID(.reduce, partition),
      number: firstAttempt + reduces[partition].started)
    let task = barrier.reduceTask(partition: partition)
    reduces[partition].workers.append(worker)
    reduces[partition].stage = .running(attempt: attempt.number)
    reduces[partition].input = (
      task.segments.reduce(0) { $0 + $1.length }, task.segments.reduce(0) { $0 + $1.records }
    )
    reducesRunning += 1
    return .reduce(task, attempt)
  }
}
