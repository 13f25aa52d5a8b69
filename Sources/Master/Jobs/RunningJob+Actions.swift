import Model
import Output
import Planning
import Scheduling
import Synchronization
import Threading

/// What the machine wants done. Nothing here waits: what takes time goes to another thread, and
/// posts what came of it.
extension RunningJob {
  /// Changes the machine, and does what it then wants. Never waits.
  @discardableResult
  func post<Result: Sendable>(_ body: @Sendable (inout JobMachine) -> Result) -> Result {
    let result = state.withLock { state in
      state.machine.time = CalendarClock.milliseconds
      let result = body(&state.machine)
      state.collect()
      return result
    }
    perform()
    return result
  }

  /// Performs what is pending. Of several callers one does it for all, so that everything is done in
  /// its order.
  func perform() {
    guard state.withLock({ $0.actions.begin() }) else { return }
    while let actions = state.withLock({ $0.nextActions() }) {
      perform(actions)
      changed.notify()
    }
    if state.withLock({ $0.history.isWaiting }) { wakeUp.yield() }
    closeIfDone()
  }

  func perform(_ actions: [JobAction]) {
    for action in actions { perform(action) }
    logs.append(
      actions.compactMap { action in
        if case .event(let event) = action { event } else { nil }
      })
  }

  private func perform(_ action: JobAction) {
    switch action {
    // Together with all the others.
    case .journal, .event: break
    case .deleteInput(let chunks): input.delete(chunks)
    case .reload(let chunks, let files): reload(chunks, files)
    case .deleteMapOutput(let manifests): delete(manifests)
    case .sweepMapOutput(let lost):
      environment.sweeper.sweep(
        BlockStreamName(
          environment.namespace, .mapOutput(id, task: lost.task, attempt: lost.attempt)))
    case .commit(let partition, let attempt, let output):
      onCommitter { [self] in commit(partition, attempt, output) }
    case .discardOutput(let partition, let attempt):
      onCommitter { [output] in output.discard(partition, attempt) }
    case .commitJob(let isComplete):
      onCommitter { [self] in commitJob(isComplete) }
    // The worker learns it with its next heartbeat.
    case .revoke: break
    case .wake(let role, let count): wake(role, count)
    case .finished:
      input.close()
      reuse?.keeper.close()
      state.withLock { $0.stage.end() }
      finished.notify()
      closeIfDone()
    }
  }

  private func reload(_ chunks: [Chunk], _ files: [Int: InputFile]) {
    beginWork()
    _ = BlockingThread { [self] in
      do throws(MRError) {
        let reloaded = try input.reload(chunks, files: files)
        post { $0.chunksReloaded(reloaded) }
      } catch {
        post { $0.fail(error) }
      }
      endWork()
    }
  }

  /// Deletes map outputs that nobody reads any more.
  private func delete(_ manifests: [MapManifest]) {
    environment.sweeper.delete(manifests.map { $0.blocks(environment.namespace, id) })
  }

  private func commit(_ partition: Int, _ attempt: Int, _ output: ReduceOutput) {
    do throws(MRError) {
      try self.output.commit(partition, attempt, output)
      post { $0.commitDone(partition: partition) }
    } catch {
      post { $0.commitFailed(partition: partition, error) }
    }
  }

  private func commitJob(_ isComplete: Bool) {
    do throws(MRError) {
      settleReuse()
      let bad = state.withLock { $0.machine.badInputs }
      if !bad.isEmpty {
        try output.directory.writeList(
          bad: bad, of: Array(planned.listing), plan: planned.plan,
          recordName: planned.recordName ?? "file")
        if !isComplete { leaveForAnother() }
      }
      completeProvenance(bad)
      try output.directory.save(SavedJob(spec))
      try output.directory.mark(isComplete: isComplete)
      post { $0.jobCommitDone() }
    } catch {
      post { $0.jobCommitFailed(error) }
    }
  }

  private func completeProvenance(_ bad: [BadInput]) {
    guard let provenance = output.provenance else { return }
    let tasks = state.withLock { $0.machine.mapOutputs.map { Array($0.task.files.keys) } }
    let doubtful = bad.compactMap { bad in
      if case .records(let range) = bad.place { range.file } else { nil }
    }
    let failure = provenance.finish(
      Array(planned.listing), of: planned.plan, tasks: tasks, doubtful: Set(doubtful))
    if let failure { warn("the result has no index of where its keys come from: \(failure)") }
  }

  private func onCommitter(_ work: @escaping @Sendable () -> Void) {
    beginWork()
    environment.committers.start { [self] in
      work()
      endWork()
    }
  }

  func beginWork() { state.withLock { $0.works += 1 } }

  /// A call on another thread is over, and has posted what came of it.
  func endWork() {
    state.withLock { $0.works -= 1 }
    closeIfDone()
  }

  /// The run is over when the job has ended and nothing is under way any more: what a load leaves
  /// behind is still to be deleted.
  private func closeIfDone() {
    state.withLock { state in
      guard state.stage.isOver, state.works == 0, state.actions.isIdle else { return }
      state.stage.close()
      wakeUp.finish()
    }
  }
}

extension RunningJob.State {
  /// Takes over what the machine wants. A run that is closed performs nothing more: workers clean up
  /// behind themselves.
  mutating func collect() {
    let wanted = machine.takeActions()
    if !stage.isClosed { actions.append(wanted) }
  }

  /// What is to be performed next; nil if there is nothing, or the journal comes first.
  fileprivate mutating func nextActions() -> [JobAction]? {
    let next = actions.take()
    history.append(next)
    let isEnd = next.contains { if case .finished = $0 { true } else { false } }
    if isEnd { history.end(with: next) }
    if isEnd || next.isEmpty {
      actions.end()
      return nil
    }
    return next
  }
}
