import Model
import Scheduling
import Testing

@Suite struct JobMachineTests {
  private func machine(
    tasks: Int, partitions: Int = 2, limits: SchedulingLimits = SchedulingLimits()
  ) -> JobMachine {
    var machine = JobMachine(
      job: job, partitions: partitions, store: storeLimits, limits: limits, recordName: "line")
    for index in 0..<tasks { machine.addMapTask(mapTask(index)) }
    machine.inputEnded()
    _ = machine.takeActions()
    return machine
  }

  @Test func aJobFromBeginningToEnd() throws {
    var machine = JobMachine(job: job, partitions: 2, store: storeLimits, epoch: 0)
    expect(
      machine.takeActions(),
      is: [
        .journal(.jobStarted(job, epoch: 0)), .event(.started(epoch: 0)),
      ])
    #expect(machine.progress.phase == .loading)
    expect(machine.lease(worker(1), .mapper) == nil)
    let task = mapTask(0)
    machine.addMapTask(task)
    expect(machine.takeActions(), is: [.wake(.mapper, count: 1)])

    let attempt = AttemptID(job: job, task: TaskID(.map, 0), number: 0)
    expect(machine.lease(worker(1), .mapper), is: .map(task, attempt))
    #expect(machine.progress.phase == .mapping)
    expect(machine.mapArrived(attempt, manifest(attempt, partitions: 2), ["X": 5]))
    expect(machine.lease(worker(2), .reducer) == nil, "input may still come")
    expect(machine.takeActions().deletedInput, is: [0])
    machine.inputEnded()
    #expect(machine.progress.phase == .reducing)
    expect(machine.takeActions().wakes(.reducer), is: 2)

    for partition in 0..<2 {
      guard case .reduce(let reduce, let attempt)? = machine.lease(worker(2), .reducer) else {
        Issue.record("no reduce task")
        return
      }
      #expect(reduce.partition == partition)
      #expect(
        reduce.segments == [
          Segment(mapTask: 0, mapAttempt: 0, offset: partition * 10, length: 10, records: 1)
        ])
      expect(machine.reduceArrived(attempt, .file(bytes: 3), ["X": 1], of: reduce))
      expect(
        machine.takeActions().contains(
          .commit(partition: partition, attempt: 0, .file(bytes: 3))))
      machine.commitDone(partition: partition)
    }
    expect(machine.takeActions().last, is: .commitJob(isComplete: true))
    #expect(machine.progress.phase == .committing)
    expect(!machine.cancel(reason: "too late"))
    machine.jobCommitDone()
    let last = machine.takeActions()
    #expect(last.deletedOutput == [MapOutputID(task: 0, attempt: 0)])
    #expect(last.contains(.journal(.jobEnded(job, .succeeded, machine.counters))))
    #expect(machine.counters.user == ["X": 7])
    #expect(machine.counters.engine.mapInputBytes == 100)
    #expect(last.last == .finished(.succeeded))
    #expect(machine.progress.phase == .succeeded)
  }

  @Test func aJobWithoutInputWritesEmptyPartitions() throws {
    var machine = machine(tasks: 0, partitions: 3)
    for partition in 0..<3 {
      let assignment = try unwrap(machine.lease(worker(1), .reducer))
      guard case .reduce(let task, let attempt) = assignment else { return }
      #expect(task.segments.isEmpty)
      expect(machine.reduceArrived(attempt, .file(bytes: 0), of: task))
      machine.commitDone(partition: partition)
    }
    expect(machine.takeActions().last, is: .commitJob(isComplete: true))
  }

  @Test func attemptsAreNumberedByEpoch() throws {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits, epoch: 2)
    machine.addMapTask(mapTask(0))
    let first = try unwrap(machine.lease(worker(1), .mapper)).attempt
    #expect(first.number == 2000)
    machine.failed(first, MRError(.plugin, "no"))
    try expect(unwrap(machine.lease(worker(1), .mapper)).attempt.number, is: 2001)
  }

  @Test func aTaskThatFailedRunsElsewhereIfItCan() throws {
    var machine = machine(tasks: 3)
    let attempt = try unwrap(machine.lease(worker(1), .mapper)).attempt
    machine.failed(attempt, MRError(.plugin, "no"))
    // The next in order, rather than the one that failed here.
    try expect(unwrap(machine.lease(worker(1), .mapper)).attempt.task.index, is: 1)
    try expect(unwrap(machine.lease(worker(2), .mapper)).attempt.task.index, is: 0)

    let other = try unwrap(machine.lease(worker(1), .mapper)).attempt
    machine.failed(other, MRError(.plugin, "no"))
    _ = machine.takeActions()
    // Another worker waits: it is to have the task, and is woken for it.
    expect(machine.lease(worker: worker(1), role: .mapper, waiting: 1, now: at(0)) == nil)
    expect(machine.takeActions(), is: [.wake(.mapper, count: 1)])
    try expect(unwrap(machine.lease(worker(1), .mapper)).attempt.task.index, is: 2)
  }

  @Test func theJobFailsWithTheTasksStory() throws {
    var machine = machine(tasks: 1)
    for failure in 1...4 {
      let attempt = try unwrap(machine.lease(worker(failure), .mapper)).attempt
      machine.failed(attempt, MRError(.plugin, "no luck", cause: "rain", remedy: "Wait."))
    }
    let outcome = JobOutcome.failed(
      MRError(
        .plugin,
        "no luck (map task 0 failed 4 times; its input: lines 1–10 of a.txt)", cause: "rain",
        remedy: "Wait."))
    #expect(machine.outcome == outcome)
    expect(machine.takeActions().outcomes, is: [outcome])
    #expect(machine.progress.failedAttempts == 4)
  }

  @Test(arguments: [
    MRError.Code.pluginFatal, .storeFull, .input, .output, .inputChanged, .invalidArgument,
  ])
  func someErrorsFailTheJobAtOnce(_ code: MRError.Code) throws {
    var machine = machine(tasks: 3)
    let running = try unwrap(machine.lease(worker(1), .mapper)).attempt
    let attempt = try unwrap(machine.lease(worker(2), .mapper)).attempt
    machine.failed(attempt, MRError(code, "for good"))
    let actions = machine.takeActions()
    #expect(machine.outcome?.error?.code == code)
    #expect(actions.contains(.revoke(worker(1), running)))
    #expect(actions.contains(.sweepMapOutput(MapOutputID(task: 0, attempt: 0))))
    #expect(actions.deletedInput == [0, 1, 2])
    expect(machine.lease(worker(1), .mapper) == nil)
    expect(!machine.renew(running, by: worker(1), now: at(0)))
  }

  @Test func aSilentWorkerLosesItsLease() throws {
    var machine = machine(tasks: 1)
    let attempt = try unwrap(machine.lease(worker(1), .mapper, now: at(0))).attempt
    expect(machine.renew(attempt, by: worker(1), now: at(9)))
    expect(!machine.renew(attempt, by: worker(2), now: at(9)))
    machine.tick(now: at(18.9))
    #expect(machine.progress.mapTasks.running == 1)
    _ = machine.takeActions()
    machine.tick(now: at(19))
    let actions = machine.takeActions()
    #expect(actions.contains(.revoke(worker(1), attempt)))
    #expect(actions.contains(.sweepMapOutput(MapOutputID(task: 0, attempt: 0))))
    #expect(actions.events == ["attemptFailed"])
    #expect(actions.wakes(.mapper) == 1)
    #expect(machine.progress.mapTasks.running == 0)

    // It comes after all: too late.
    let late = manifest(attempt, partitions: 2)
    expect(!machine.mapArrived(attempt, late, ["X": 1]))
    expect(
      machine.takeActions(), is: [.sweepMapOutput(MapOutputID(task: 0, attempt: 0))],
      "whatever its manifest says")
    #expect(machine.progress.mapTasks.done == 0 && machine.counters.user["X"] == 0)
  }

  @Test func duplicatesChangeNothing() throws {
    var machine = machine(tasks: 1, partitions: 1)
    let map = try unwrap(machine.completeMap(worker(1)))
    _ = machine.takeActions()
    expect(machine.mapArrived(map, manifest(map, partitions: 1), ["X": 1]))
    machine.failed(map, MRError(.plugin, "no"))
    expect(machine.takeActions(), is: [])
    #expect(machine.counters.user["X"] == 1)

    guard case .reduce(let task, let reduce)? = machine.lease(worker(1), .reducer) else { return }
    expect(machine.reduceArrived(reduce, .file(bytes: 1), of: task))
    _ = machine.takeActions()
    expect(machine.reduceArrived(reduce, .file(bytes: 1), of: task))
    machine.commitDone(partition: 0)
    _ = machine.takeActions()
    machine.commitDone(partition: 0)
    expect(machine.reduceArrived(reduce, .file(bytes: 1), of: task))
    expect(machine.takeActions(), is: [])
  }

  @Test func aMalformedManifestIsAFailure() throws {
    var machine = machine(tasks: 1)
    let attempt = try unwrap(machine.lease(worker(1), .mapper)).attempt
    expect(!machine.mapArrived(attempt, manifest(attempt, partitions: 3)))
    #expect(machine.progress.failedAttempts == 1)
    try expect(unwrap(machine.lease(worker(1), .mapper)).attempt.number, is: 1)
  }

  @Test func aLostWorkerFailsWhatItHeld() throws {
    var machine = machine(tasks: 2)
    _ = machine.lease(worker(1), .mapper)
    _ = machine.lease(worker(1), .mapper)
    _ = machine.takeActions()
    machine.workerLost(worker(1), MRError(.workerLost, "killed by signal 11"))
    expect(machine.takeActions().events, is: ["attemptFailed", "attemptFailed"])
    #expect(machine.progress.failedAttempts == 2)
    machine.workerLost(worker(1), MRError(.workerLost, "killed by signal 11"))
    #expect(machine.progress.failedAttempts == 2)
  }

  @Test func aTaskDoesNotWaitForAWorkerThatDiedOnItsWay() {
    var machine = machine(tasks: 1)
    // Worker 1 was woken for the task, and dies before it asks: somebody else is to ask.
    machine.workerLost(worker(1), MRError(.workerLost, "killed by signal 9"))
    expect(machine.takeActions(), is: [.wake(.mapper, count: 1)])
    _ = machine.lease(worker(2), .mapper)
    _ = machine.takeActions()
    machine.workerLost(worker(3), MRError(.workerLost, "killed by signal 9"))
    expect(machine.takeActions(), is: [])
  }

  @Test func aFailedCommitRunsTheTaskAgainOrFailsTheJob() throws {
    var machine = machine(tasks: 0, partitions: 1)
    for code in [MRError.Code.store, .output] {
      guard case .reduce(let task, let attempt)? = machine.lease(worker(1), .reducer) else {
        return
      }
      expect(machine.reduceArrived(attempt, .blocks(count: 1, bytes: 9), of: task))
      _ = machine.takeActions()
      machine.commitFailed(partition: 0, MRError(code, "no"))
      expect(
        machine.takeActions().first, is: .discardOutput(partition: 0, attempt: attempt.number))
    }
    #expect(machine.outcome?.error?.code == .output)
  }

  @Test func cancelEndsEverything() throws {
    var machine = machine(tasks: 2)
    _ = machine.completeMap(worker(1))
    let running = try unwrap(machine.lease(worker(1), .mapper)).attempt
    _ = machine.takeActions()
    expect(machine.cancel(reason: "by the user"))
    let actions = machine.takeActions()
    #expect(actions.outcomes == [.cancelled(reason: "by the user")])
    #expect(actions.deletedOutput == [MapOutputID(task: 0, attempt: 0)])
    #expect(actions.deletedInput == [1])
    #expect(actions.contains(.revoke(worker(1), running)))
    expect(!machine.cancel(reason: "again"))
    machine.addMapTask(mapTask(2))
    machine.inputEnded()
    machine.tick(now: at(100))
    expect(machine.takeActions().deletedInput, is: [2], "what comes late is deleted, too")
  }

  @Test func inputThatCannotBeLoadedFailsTheJob() {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits)
    machine.fail(MRError(.input, "no such file"))
    #expect(machine.outcome == .failed(MRError(.input, "no such file")))
  }

  /// The answer to a worker's request was lost with its connection: it asks again.
  @Test func aTaskThatDidNotReachItsWorkerRunsAgain() throws {
    var machine = machine(tasks: 1)
    let lost = try unwrap(machine.lease(worker(1), .mapper)).attempt
    _ = machine.takeActions()
    machine.notReceived(lost, by: worker(2))
    expect(machine.takeActions().isEmpty, "it is not that worker's")
    machine.notReceived(lost, by: worker(1))
    let actions = machine.takeActions()
    expect(actions.events, is: ["attemptWithdrawn"])
    expect(actions.wakes(.mapper), is: 1)
    let next = try unwrap(machine.lease(worker(1), .mapper)).attempt
    #expect(next.task == lost.task && next.number == lost.number + 1)
    expect(!machine.mapArrived(lost, manifest(lost, partitions: 2)))
    expect(machine.mapArrived(next, manifest(next, partitions: 2)))
    machine.notReceived(next, by: worker(1))
    #expect(machine.progress.mapTasks.done == 1 && machine.progress.failedAttempts == 0)

    let reduce = try unwrap(machine.lease(worker(3), .reducer)).attempt
    _ = machine.takeActions()
    machine.notReceived(reduce, by: worker(3))
    expect(machine.takeActions().wakes(.reducer), is: 1)
    #expect(machine.progress.reduceTasks.running == 0)
  }
}
