import Threading
import Model
import Scheduling
import Synchronization

/// What the machine wants done. Nothing here waits: what takes time goes to another thread, and
/// posts what came of it.
extension RunningJob {
  /// Performs what is pending. Of several callers one does it for all, so that everything is done in
  /// its order.
  func perform() {
    guard state.withLock({ $0.beginPerforming() }) else { return }
    while let actions = state.withLock({ $0.nextActions() }) {
      perform(actions)
      changed.notify()
    }
    if state.withLock({ $0.isHistoryDue || $0.ending != nil }) { wakeUp.yield() }
    endIfDone()
  }

  func perform(_ actions: [SchedulingAction]) {
    for action in actions { perform(action) }
    logs.append(
      actions.compactMap { action in
        if case .event(let event) = action { event } else { nil }
      })
  }

  private func perform(_ action: SchedulingAction) {
    switch action {
    case .event(.attemptFailed(let attempt, _, _, _)), .event(.attemptWithdrawn(let attempt, _, _)):
      state.withLock { $0.attempts[attempt] = nil }
    // Together with all the others.
    case .journal, .event: break
    case .deleteInput(let chunks): delete(chunks)
    case .reload(let chunks, let files):
      beginWork()
      _ = BlockingThread { [self] in
        reload(chunks, files)
        endWork()
      }
    case .deleteMapOutput(let manifests): delete(manifests)
    case .sweepMapOutput(let lost):
      environment.sweeper.sweep { [environment, id] block in
        BlockKey.mapOutput(
          environment.namespace, id, task: lost.task, attempt: lost.attempt, block: block)
      }
    case .commit(let partition, let attempt, let output):
      onCommitter { [self] in commit(partition, attempt, output) }
    case .discardOutput(let partition, let attempt):
      onCommitter { [self] in discard(partition, attempt) }
    case .commitJob:
      onCommitter { [self] in commitJob() }
    // The worker learns it with its next heartbeat.
    case .revoke(_, let attempt): state.withLock { $0.attempts[attempt] = nil }
    case .wake(let role, let count): wake(role, count)
    case .finished:
      cancellation.request()
      state.withLock { $0.sampling }?.cancel()
      window.close()
      state.withLock { $0.hasFinished = true }
      endIfDone()
    }
  }

  private func onCommitter(_ work: @escaping @Sendable () -> Void) {
    beginWork()
    environment.committers.start { [self] in
      work()
      endWork()
    }
  }

  private func beginWork() { state.withLock { $0.works += 1 } }

  /// A call on another thread is over, and has posted what came of it.
  func endWork() {
    state.withLock { $0.works -= 1 }
    endIfDone()
  }

  /// The run ends when the job has and nothing is under way any more: what a load leaves behind is
  /// still to be deleted.
  private func endIfDone() {
    state.withLock { state in
      guard state.hasFinished, state.works == 0, !state.isPerforming, state.pending.isEmpty
      else { return }
      state.isClosed = true
      wakeUp.finish()
    }
  }
}

extension RunningJob.State {
  /// Records for which the journal is not kept waiting.
  private static let mostHistory = 1000

  /// Takes over what the machine wants. A job that has ended performs nothing more: workers clean up
  /// behind themselves.
  mutating func collect() {
    let actions = machine.takeActions()
    if !isClosed { pending += actions }
  }

  fileprivate mutating func beginPerforming() -> Bool {
    if isPerforming || pending.isEmpty { return false }
    isPerforming = true
    return true
  }

  /// What is to be performed next; nil if there is nothing, or the journal comes first.
  fileprivate mutating func nextActions() -> [SchedulingAction]? {
    let actions = pending
    pending = []
    for case .journal(let record) in actions {
      history.append(record)
      // A task's number of attempts goes on from there when the master starts again.
      if case .jobStarted = record { isHistoryDue = true }
    }
    if history.count >= Self.mostHistory { isHistoryDue = true }
    let isEnd = actions.contains { if case .finished = $0 { true } else { false } }
    if isEnd { ending = actions }
    if isEnd || actions.isEmpty {
      isPerforming = false
      return nil
    }
    return actions
  }

  /// What the journal is to be told now, and what is to be performed after that. History is told
  /// together, not for each task: a restarted master begins with the job anew, whatever it had done.
  /// What is left of it at the end comes after that.
  mutating func takeHistory() -> (records: [JournalRecord], ending: [SchedulingAction]?) {
    if let ending = self.ending.take() {
      let records = history.filter(\.isOfJob)
      history.removeAll(where: \.isOfJob)
      return (records, ending)
    }
    guard isHistoryDue else { return ([], nil) }
    defer {
      history = []
      isHistoryDue = false
    }
    return (history, nil)
  }
}

extension JournalRecord {
  /// It says how the job is, not what happened to a task of it.
  fileprivate var isOfJob: Bool {
    switch self {
    case .jobStarted, .jobEnded: true
    case .mapTask, .chunksReloaded, .attemptEnded: false
    }
  }
}
