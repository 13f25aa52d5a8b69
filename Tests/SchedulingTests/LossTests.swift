import Model
import Scheduling
import Testing

/// Blocks that the store lost.
@Suite struct LossTests {
  private func mapped(_ tasks: [MapTask], partitions: Int = 1) -> JobMachine {
    var machine = JobMachine(job: job, partitions: partitions, store: storeLimits)
    for task in tasks { machine.addMapTask(task) }
    machine.inputEnded()
    for _ in tasks { _ = machine.completeMap(worker(1)) }
    _ = machine.takeActions()
    return machine
  }

  @Test func aLostMapOutputIsMadeAgain() throws {
    var machine = mapped([mapTask(0), mapTask(1)], partitions: 2)
    let reduce = try unwrap(machine.lease(worker(2), .reducer)).attempt
    let lost = MapOutputID(task: 1, attempt: 0)
    _ = machine.takeActions()
    machine.blockLost(reduce, [lost])
    let actions = machine.takeActions()
    #expect(actions.events == ["attemptWithdrawn", "mapOutputLost", "reloading"])
    #expect(actions.reloads == [1], "its chunk was deleted when the task was done")
    #expect(machine.progress.failedAttempts == 0)
    #expect(machine.counters.user["X"] == 1, "the withdrawn attempt does not count")
    expect(machine.lease(worker(2), .reducer) == nil, "the barrier is closed")
    expect(machine.lease(worker(1), .mapper) == nil, "the chunk is not there yet")

    machine.chunksReloaded([chunk(1, generation: 1)])
    guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else {
      Issue.record("the task does not run again")
      return
    }
    #expect(task.inputs.map(\.chunk.generation) == [1])
    #expect(attempt.number == 1)
    _ = machine.takeActions()
    expect(machine.mapArrived(attempt, manifest(attempt, partitions: 2), ["X": 1]))
    #expect(machine.counters.user["X"] == 2)
    let again = machine.takeActions()
    #expect(again.wakes(.reducer) == 2)
    #expect(again.deletedInput == [1])
    // The same partition first: it ran before.
    guard case .reduce(let second, _)? = machine.lease(worker(2), .reducer) else { return }
    #expect(second.partition == 0)
    #expect(second.segments.map(\.mapAttempt) == [0, 1])
    expect(machine.cancel(reason: ""))
    expect(
      machine.takeActions().deletedOutput,
      is: [
        MapOutputID(task: 0, attempt: 0), MapOutputID(task: 1, attempt: 1), lost,
      ])
  }

  @Test func twoReducersThatMissTheSameOutputAreOneLoss() throws {
    var machine = mapped([mapTask(0)], partitions: 2)
    let lost = MapOutputID(task: 0, attempt: 0)
    let reduces = (0..<2).compactMap { _ in machine.lease(worker(2), .reducer)?.attempt }
    machine.blockLost(reduces[0], [lost])
    machine.chunksReloaded([chunk(0, generation: 1)])
    _ = machine.completeMap(worker(1))
    _ = machine.takeActions()
    machine.blockLost(reduces[1], [lost])
    let actions = machine.takeActions()
    #expect(actions.events == ["attemptWithdrawn"])
    #expect(actions.wakes(.reducer) == 1)
    #expect(machine.progress.mapTasks.done == 1)
  }

  @Test func anOutputThatIsLostTooOftenFailsTheJob() throws {
    var machine = mapped([mapTask(0)])
    for loss in 0..<5 {
      let reduce = try unwrap(machine.lease(worker(2), .reducer)).attempt
      machine.blockLost(reduce, [MapOutputID(task: 0, attempt: loss)])
      guard loss < 4 else { break }
      machine.chunksReloaded([chunk(0, generation: loss + 1)])
      _ = try unwrap(machine.completeMap(worker(1)))
    }
    #expect(machine.outcome?.error?.code == .blockLost)
    #expect(machine.outcome?.error?.message == "the output of map task 0 was lost 5 times")
  }

  @Test func aReducerThatMissesWhatIsThereDoesNotGoOnForEver() throws {
    var machine = mapped([mapTask(0)])
    var attempts = 0
    while let reduce = machine.lease(worker(2), .reducer)?.attempt {
      machine.blockLost(reduce, [MapOutputID(task: 7, attempt: 7)])
      attempts += 1
    }
    #expect(attempts == JobMachine.attemptsPerEpoch)
    #expect(machine.outcome?.error?.code == .internal)
  }

  @Test func lostInputIsLoadedAgain() throws {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits)
    let inputs = [ChunkShare(chunk: chunk(0)), ChunkShare(chunk: chunk(1))]
    machine.addMapTask(mapTask(0, shares: inputs))
    let attempt = try unwrap(machine.lease(worker(1), .mapper)).attempt
    _ = machine.takeActions()
    machine.inputLost(attempt, chunks: [1])
    expect(machine.takeActions().reloads, is: [1])
    expect(machine.lease(worker(1), .mapper) == nil)
    machine.chunksReloaded([chunk(1, generation: 1)])
    let actions = machine.takeActions()
    #expect(actions.wakes(.mapper) == 1)
    #expect(actions.contains(.deleteInput([chunk(1)])), "what is left of the old blocks")
    guard case .map(let task, let second)? = machine.lease(worker(1), .mapper) else { return }
    #expect(task.inputs.map(\.chunk.generation) == [0, 1])
    #expect(second.number == 1)
    #expect(machine.progress.failedAttempts == 0)
  }

  /// Four tasks read one chunk; all miss it. It is asked for once.
  @Test func aSharedChunkIsLoadedAgainOnce() throws {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits)
    let shared = chunk(0, shares: 4)
    for share in 0..<4 {
      machine.addMapTask(mapTask(share, shares: [ChunkShare(chunk: shared, share: share)]))
    }
    let attempts = (0..<4).compactMap { _ in machine.lease(worker(1), .mapper)?.attempt }
    machine.inputLost(attempts[0], chunks: [0])
    machine.inputLost(attempts[1], chunks: [0])
    expect(machine.takeActions().reloads, is: [0])
    machine.chunksReloaded([chunk(0, shares: 4, generation: 1)])
    machine.inputLost(attempts[2], chunks: [0])
    machine.failed(attempts[3], MRError(.plugin, "no"))
    let actions = machine.takeActions()
    #expect(actions.reloads == [])
    for _ in 0..<4 {
      guard case .map(let task, _)? = machine.lease(worker(2), .mapper) else {
        Issue.record("a task is missing")
        return
      }
      #expect(task.inputs[0].chunk.generation == 1)
    }
  }

  @Test func aSharedChunkIsDeletedWithItsLastTask() throws {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits)
    let shared = chunk(0, shares: 3)
    var deleted: [Int] = []
    for share in 0..<3 {
      machine.addMapTask(mapTask(share, shares: [ChunkShare(chunk: shared, share: share)]))
      _ = try unwrap(machine.completeMap(worker(1)))
      deleted.append(machine.takeActions().deletedInput.count)
    }
    #expect(deleted == [0, 0, 1])
  }

  @Test func aChunkThatIsLostTooOftenFailsTheJob() throws {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits)
    machine.addMapTask(mapTask(0))
    for loss in 1...5 {
      let attempt = try unwrap(machine.lease(worker(1), .mapper)).attempt
      machine.inputLost(attempt, chunks: [0])
      machine.chunksReloaded([chunk(0, generation: loss)])
    }
    #expect(machine.outcome?.error?.code == .inputLost)
  }
}
