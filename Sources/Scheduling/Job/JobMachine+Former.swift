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
    let attempt = takenAttempt(task.index)
    add(task, isLoaded: taken.isLoaded)
    guard !isEnded, maps.count > count else {
      discardLeftovers(of: attempt)
      return false
    }
    // Nobody was given the attempt, and its number is not used again.
    maps[task.index].workers = [WorkerID(cluster: ClusterID(0), number: 0)]
    do throws(MRError) {
      try check(attempt, taken.manifest, taken.counters)
      _ = try barrier.arrive(taken.manifest)
    } catch {
      discardLeftovers(of: attempt)
      if !taken.isLoaded { makeReady(map: task.index, avoid: nil) }
      return false
    }
    maps[task.index].stage = .done(attempt: attempt.number)
    maps[task.index].counters = taken.counters
    mapsDone += 1
    bytesMapped += task.length
    counters.add(taken.counters)
    let unneeded = chunks.release(task.inputs)
    if !unneeded.isEmpty { actions.append(.deleteInput(unneeded)) }
    return taken.use.map { noteUse(.map, $0) } ?? true
  }

  /// Whether a map task that is done has used all of its input.
  package func lacksNothing(_ task: Int) -> Bool {
    maps[task].suspicions.bad.isEmpty && maps[task].bad.isEmpty
  }

  /// The map tasks, each with what it left if it lacks nothing.
  package var mapOutputs: [(task: MapTask, manifest: MapManifest?, counters: Counters)] {
    maps.map { map in
      let index = map.task.index
      return (map.task, lacksNothing(index) ? barrier.manifest(of: index) : nil, map.counters)
    }
  }
}
