package import Model

/// Going on from an earlier job.
extension JobMachine {
  /// The attempt that stands for a task that is taken over: it comes before all others.
  package func takenAttempt(_ task: Int) -> AttemptID {
    AttemptID(job: job, task: TaskID(.map, task), number: firstAttempt)
  }

  /// Adds a task that need not run: what it leaves lies in the store under `takenAttempt`. If that
  /// does not agree with the task, it runs.
  /// - Returns: Whether it is taken over.
  package mutating func addMapTask(_ task: MapTask, taken: TakenMap) -> Bool {
    let count = maps.count
    addMapTask(task)
    guard !isEnded, maps.count > count else { return false }
    let attempt = takenAttempt(task.index)
    // Nobody was given the attempt, and its number is not used again.
    maps[task.index].workers = [WorkerID(cluster: ClusterID(0), number: 0)]
    do throws(MRError) {
      try check(attempt, taken.manifest, taken.counters)
      _ = try barrier.arrive(taken.manifest)
    } catch {
      discardLeftovers(of: attempt)
      return false
    }
    maps[task.index].stage = .done(attempt: attempt.number)
    maps[task.index].counters = taken.counters
    mapsDone += 1
    bytesMapped += task.length
    counters.add(taken.counters)
    let unneeded = chunks.release(task.inputs)
    if !unneeded.isEmpty { actions.append(.deleteInput(unneeded)) }
    return true
  }

  /// The map tasks, each with what it left if it lacks nothing.
  package var mapOutputs: [(task: MapTask, manifest: MapManifest?, counters: Counters)] {
    maps.map { map in
      let isWhole = map.suspicions.bad.isEmpty && map.bad.isEmpty
      return (map.task, isWhole ? barrier.manifest(of: map.task.index) : nil, map.counters)
    }
  }
}
