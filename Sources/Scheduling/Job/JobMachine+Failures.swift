package import Model

/// What workers report of attempts that did not succeed, and what follows from it.
extension JobMachine {
  /// An attempt failed, and its worker has removed what it had written. Whether the task runs again
  /// depends on the error, `MRError.isRetryable`, and on the number of failures.
  /// - Parameter worker: who says so. Only the worker that was given the attempt is believed.
  /// - Returns: false if the attempt does not run, or not there: nothing has changed.
  @discardableResult
  package mutating func failed(
    _ attempt: AttemptID, _ fault: AttemptFault, by worker: WorkerID
  ) -> Bool {
    guard belongs(attempt, to: worker), let record = release(attempt) else { return false }
    fail(record, fault)
    return true
  }

  /// A reduce attempt missed blocks of map outputs, and has ended. The map tasks run again, then
  /// the reduce task; neither counts as a failure. An output that was lost more than `maxLosses`
  /// times fails the job.
  /// - Returns: as `failed`.
  @discardableResult
  package mutating func blockLost(
    _ attempt: AttemptID, _ lost: [MapOutputID], by worker: WorkerID
  ) -> Bool {
    guard attempt.task.kind == .reduce, belongs(attempt, to: worker), let record = release(attempt)
    else { return false }
    let reason = lost.first.map { "the \($0) is lost" } ?? "map output is lost"
    withdraw(record, reason)
    for output in lost where !isEnded { withdraw(output) }
    if !isEnded { makeReady(reduce: attempt.task.index, avoid: nil) }
    return true
  }

  /// A map attempt missed blocks of its input, and has ended. The chunks are loaded again, then the
  /// task runs again; that does not count as a failure. A chunk that was lost more than `maxLosses`
  /// times fails the job.
  /// - Returns: as `failed`.
  @discardableResult
  package mutating func inputLost(
    _ attempt: AttemptID, chunks numbers: [Int], by worker: WorkerID
  ) -> Bool {
    guard attempt.task.kind == .map, belongs(attempt, to: worker), let record = release(attempt)
    else { return false }
    withdraw(record, "its input is lost")
    let index = attempt.task.index
    let numbers = Set(numbers)
    for input in maps[index].task.inputs where numbers.contains(input.chunk.number) {
      guard let times = chunks.lose(input.chunk) else { continue }
      actions.append(.event(.inputLost(chunk: input.chunk.number, times: times)))
      if times > limits.maxLosses {
        finish(.failed(lossError(.inputLost, "chunk \(input.chunk.number) of the input", times)))
        return true
      }
    }
    makeReady(map: index, avoid: nil)
    return true
  }

  /// Counts a failure of an attempt whose lease has ended: the task runs again, or the job fails.
  mutating func fail(_ record: AttemptRecord, _ error: MRError) {
    fail(record, AttemptFault(error))
  }

  /// As above; but if the failure shows which records are at fault, the task goes on without them, and
  /// the failure does not count.
  mutating func fail(_ record: AttemptRecord, _ fault: AttemptFault) {
    let (attempt, worker, error) = (record.attempt, record.worker, fault.located)
    let failures = countFailure(attempt.task)
    if setAside(after: fault, of: record) { return }
    let willRetry = error.isRetryable && failures < limits.maxAttempts
    remember(record, .failed(error))
    actions.append(.event(.attemptFailed(attempt, worker, error, willRetry: willRetry)))
    guard willRetry else {
      finish(.failed(failure(of: attempt.task, failures: failures, error)))
      return
    }
    switch attempt.task.kind {
    case .map: makeReady(map: attempt.task.index, avoid: worker)
    case .reduce: makeReady(reduce: attempt.task.index, avoid: worker)
    }
  }

  private mutating func countFailure(_ task: TaskID) -> Int {
    switch task.kind {
    case .map:
      failedMapAttempts += 1
      maps[task.index].failures += 1
      return maps[task.index].failures
    case .reduce:
      failedReduceAttempts += 1
      reduces[task.index].failures += 1
      return reduces[task.index].failures
    }
  }

  mutating func withdraw(_ record: AttemptRecord, _ reason: String) {
    remember(record, .withdrawn(reason))
    actions.append(.event(.attemptWithdrawn(record.attempt, record.worker, reason: reason)))
  }

  /// Has the journal remember how an attempt ended.
  mutating func remember(_ record: AttemptRecord, _ result: AttemptResult) {
    var record = record
    record.result = result
    actions.append(.journal(.attemptEnded(record)))
  }

  /// Takes a map output back. Outputs that were replaced already are no loss.
  private mutating func withdraw(_ output: MapOutputID) {
    guard maps.indices.contains(output.task), case .done(output.attempt) = maps[output.task].stage,
      let manifest = barrier.withdraw(task: output.task)
    else { return }
    withdrawn.append(manifest)
    mapsDone -= 1
    bytesMapped -= maps[output.task].task.length
    counters.subtract(maps[output.task].counters)
    maps[output.task].counters = Counters()
    for entry in maps[output.task].bad { bad.remove(entry) }
    maps[output.task].bad = []
    maps[output.task].losses += 1
    chunks.retain(maps[output.task].task.inputs)
    let times = maps[output.task].losses
    actions.append(.event(.mapOutputLost(output, times: times)))
    if times > limits.maxLosses {
      finish(.failed(lossError(.blockLost, "the output of map task \(output.task)", times)))
    } else {
      makeReady(map: output.task, avoid: nil)
    }
  }

  private func lossError(_ code: MRError.Code, _ what: String, _ times: Int) -> MRError {
    MRError(
      code, "\(what) was lost \(times) times",
      cause: "blocks disappear from the store, or come back damaged",
      remedy:
        "Look at the memcached servers: one may be restarting, or may evict (start it with -M)."
    )
  }

  /// The job's error after a task failed for good: what happened, then in which task, and with what input unless
  /// that was said.
  private func failure(of task: TaskID, failures: Int, _ error: MRError) -> MRError {
    var place = "\(task) failed"
    if failures > 1 { place += " \(failures) times" }
    if task.kind == .map {
      let work = maps[task.index].task
      let names = work.files.values.map { "\($0.relativePath)" }
      if !names.contains(where: error.line.contains) {
        place += "; its input: \(work.inputDescription(recordName: recordName))"
      }
    }
    var failure = error
    failure.message += " (\(place))"
    if policy.reaction == .fail, error.isOfPlugin {
      let hint =
        "Without --on-bad fail the record is set aside, for `mr replay` to run it again, under gdb if wanted."
      failure.remedy = [error.remedy, hint].compactMap(\.self).joined(separator: " ")
    }
    return failure
  }
}

extension MRError {
  /// Whether a record is the likely reason.
  fileprivate var isOfPlugin: Bool {
    code == .plugin || code == .pluginFatal || code == .workerLost
  }
}
