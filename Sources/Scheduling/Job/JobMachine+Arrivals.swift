package import Model

/// What workers report of attempts that succeeded.
extension JobMachine {
  /// A map attempt arrives at the barrier.
  /// - Parameter worker: who says so. Only the worker that was given the attempt is believed.
  /// - Returns: whether the manifest stands for the task now, be it by this call or by an earlier
  ///   one with the same attempt. If not, the attempt came too late, or its numbers do not agree,
  ///   and its output is deleted.
  package mutating func mapArrived(
    _ attempt: AttemptID, _ manifest: MapManifest, _ attemptCounters: Counters,
    _ use: ParameterWatch.Use = .init(), bad reported: [BadInput] = [], by worker: WorkerID
  ) -> Bool {
    let index = attempt.task.index
    guard attempt.task.kind == .map, belongs(attempt, to: worker) else { return false }
    if !isEnded, case .done(attempt.number) = maps[index].stage { return true }
    guard var record = release(attempt) else {
      discardLeftovers(of: attempt)
      return false
    }
    do throws(MRError) {
      try check(attempt, manifest, attemptCounters)
      try check(attempt, reported)
      _ = try barrier.arrive(manifest)
    } catch {
      discardLeftovers(of: attempt)
      fail(record, error)
      return false
    }
    record.work = AttemptWork(.map, attemptCounters.engine)
    maps[index].stage = .done(attempt: attempt.number)
    maps[index].counters = attemptCounters
    mapsDone += 1
    bytesMapped += maps[index].task.length
    counters.add(attemptCounters)
    remember(record, .succeeded)
    actions.append(.event(.attemptFinished(attempt, worker)))
    let unneeded = chunks.release(maps[index].task.inputs)
    if !unneeded.isEmpty { actions.append(.deleteInput(unneeded)) }
    note(reported, map: index)
    if isEnded { return true }
    announceBarrier()
    return noteUse(.map, use)
  }

  /// A reduce attempt has written its partition's output.
  /// - Parameter worker: as for a map attempt.
  /// - Returns: whether this output is, or becomes, the partition's. If not, the attempt came too
  ///   late, or its numbers do not agree, and its output is discarded.
  package mutating func reduceArrived(
    _ attempt: AttemptID, _ output: ReduceOutput, _ attemptCounters: Counters,
    _ use: ParameterWatch.Use = .init(), bad reported: [BadInput] = [], by worker: WorkerID
  ) -> Bool {
    let partition = attempt.task.index
    guard attempt.task.kind == .reduce, belongs(attempt, to: worker) else { return false }
    switch reduces[partition].stage {
    case .committing(let record) where record.attempt == attempt: return true
    case .committed(attempt.number): return true
    default: break
    }
    guard var record = release(attempt) else {
      discardLeftovers(of: attempt)
      return false
    }
    do throws(MRError) {
      try check(attempt, output, attemptCounters)
      try check(attempt, reported)
    } catch {
      discardLeftovers(of: attempt)
      fail(record, error)
      return false
    }
    record.work = AttemptWork(.reduce, attemptCounters.engine)
    guard noteUse(.reduce, use) else {
      remember(record, .withdrawn(Self.wasUnderWay))
      discardLeftovers(of: attempt)
      return false
    }
    _ = reduces[partition].suspicions.complete(with: reported)
    reduces[partition].stage = .committing(record)
    reduces[partition].counters = attemptCounters
    actions.append(.event(.attemptFinished(attempt, worker)))
    actions.append(.commit(partition: partition, attempt: attempt.number, output))
    return true
  }

  /// A partition's output has its final name. The last one makes the job's output complete.
  package mutating func commitDone(partition: Int) {
    guard case .committing(let record) = reduces[partition].stage else { return }
    reduces[partition].stage = .committed(attempt: record.attempt.number)
    guard !isEnded else { return }
    partitionsCommitted += 1
    counters.add(reduces[partition].counters)
    remember(record, .succeeded)
    actions.append(.event(.partitionCommitted(partition)))
    guard partitionsCommitted == partitions else { return }
    do throws(MRError) {
      try checkTotals()
      try checkRest()
    } catch {
      finish(.failed(error))
      return
    }
    if judgeBad() { return }
    counters.engine.note(bad)
    for name in counters.user.overflown { actions.append(.event(.counterOverflown(name))) }
    isCommitting = true
    actions.append(.commitJob(isComplete: isComplete))
  }

  /// A partition's output could not be given its final name: the attempt has failed.
  package mutating func commitFailed(partition: Int, _ error: MRError) {
    guard case .committing(let record) = reduces[partition].stage else { return }
    actions.append(.discardOutput(partition: partition, attempt: record.attempt.number))
    guard !isEnded else { return }
    fail(record, error)
  }
}
