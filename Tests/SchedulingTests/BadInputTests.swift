import Model
import Scheduling
import Testing

/// What becomes of tasks, and of the job, when records are bad.
@Suite struct BadInputTests {
  private func machine(tasks: Int = 1, policy: BadInputPolicy = BadInputPolicy()) -> JobMachine {
    var machine = JobMachine(
      job: job, partitions: 1, store: storeLimits, recordName: "line", policy: policy)
    for index in 0..<tasks { machine.addMapTask(mapTask(index)) }
    machine.setInputSize(bytes: 1000, files: 10)
    machine.inputEnded()
    _ = machine.takeActions()
    return machine
  }

  private func lines(_ numbers: ClosedRange<Int>) -> RecordRange {
    RecordRange(file: mapTask(0).files.keys.min() ?? 0, numbers: numbers)
  }

  private func killed(at numbers: ClosedRange<Int>, signal: Int = 11) -> AttemptFault {
    AttemptFault(
      MRError(.workerLost, "the worker was killed"), .ended(signal: signal), at: lines(numbers),
      work: "line \(numbers.lowerBound) of /in/a.txt")
  }

  @Test func aRecordThatKillsIsSetAsideAndTheTaskRunsOn() throws {
    var machine = machine()
    let id = TaskID(.map, 0)
    for (range, isFound) in [(1...1, false), (1...1, true)] {
      guard case .map? = machine.lease(worker(1), .mapper) else {
        Issue.record("no task")
        return
      }
      let taught = machine.workerLost(worker(1), killed(at: range))
      expect(taught == isFound)
    }
    #expect(machine.care(of: id).skipped == [lines(1...1)])
    #expect(machine.bad.records == 1 && !machine.isEnded)
    #expect(machine.progress.mapTasks.failedAttempts == 2)
    #expect(machine.badInputs.map(\.kind) == [.killed])
    #expect(machine.badInputs.map(\.reason) == ["the worker was killed"])
  }

  @Test func whoIsToFailFails() {
    var machine = machine(policy: BadInputPolicy(.fail))
    for _ in 0..<4 {
      _ = machine.lease(worker(1), .mapper)
      _ = machine.workerLost(worker(1), killed(at: 1...1))
    }
    guard case .failed(let error)? = machine.outcome else {
      Issue.record("the job goes on")
      return
    }
    #expect(machine.bad.isEmpty)
    // The file is said once.
    #expect(
      error.line
        == "the worker was killed while it worked on line 1 of /in/a.txt (map task 0 failed 4 times)"
    )
    #expect(error.remedy?.contains("mr replay") == true)
  }

  /// What an attempt has found counts, the attempt itself does not.
  @Test func failuresThatFindSomethingAreNotCounted() {
    var machine = machine()
    for number in 1...10 {
      guard case .map(_, let attempt)? = machine.lease(worker(1), .mapper) else {
        Issue.record("no task")
        return
      }
      let bad = BadInput(.records(lines(number...number)), .failed, "no number")
      let fault = AttemptFault(MRError(.pluginFatal, "map failed"), found: [bad])
      expect(machine.failed(attempt, fault, by: worker(1)))
    }
    #expect(!machine.isEnded && machine.bad.records == 10)
  }

  @Test func tooMuchEndsTheJob() {
    var machine = machine(policy: BadInputPolicy(most: .count(1)))
    machine.inputSetAside(
      BadInput(file: 3, .unreadable, "no permission"), of: mapTask(0).files.values.first!)
    #expect(!machine.isEnded)
    machine.inputSetAside(BadInput(file: 4, .damaged, "no end"), of: mapTask(0).files.values.first!)
    guard case .failed(let error)? = machine.outcome else {
      Issue.record("the job goes on")
      return
    }
    #expect(error.message == "2 files are bad")
    #expect(error.cause == "1 damaged (no end); 1 unreadable (no permission)")
  }

  /// A worker cannot set aside what is another task's.
  @Test func whatIsNotItsOwnIsRefused() {
    var machine = machine()
    guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else {
      Issue.record("no task")
      return
    }
    let foreign = BadInput(file: 999, .damaged, "no end")
    let manifest = manifest(attempt, partitions: 1)
    expect(
      !machine.mapArrived(
        attempt, manifest, counted(task, manifest, [:]), bad: [foreign], by: worker(1)))
    #expect(machine.bad.isEmpty)
  }

  @Test func aTaskThatIsTakenOverDoesNotRun() {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits, recordName: "line")
    let attempt = machine.takenAttempt(0)
    let manifest = manifest(attempt, partitions: 1)
    let taken = TakenMap(manifest: manifest, counters: counted(mapTask(0), manifest, [:]))
    expect(machine.addMapTask(mapTask(0), taken: taken))
    machine.addMapTask(mapTask(1))
    machine.inputEnded()
    guard case .map(let task, _)? = machine.lease(worker(1), .mapper) else {
      Issue.record("no task")
      return
    }
    #expect(task.index == 1 && machine.progress.mapTasks.done == 1)
    expect(machine.lease(worker(2), .mapper) == nil)
    // Lost, it runs as any other.
    expect(machine.completeMap(worker(1)) == nil)
  }

  /// What a task left is there, and its input is not.
  @Test(arguments: [false, true]) func theInputOfATaskThatIsReusedIsLoadedWhenItRuns(
    agrees: Bool
  ) throws {
    var machine = JobMachine(job: job, partitions: 1, store: storeLimits, recordName: "line")
    let attempt = machine.takenAttempt(0)
    let manifest = manifest(attempt, partitions: 1)
    let taken = TakenMap(
      manifest: manifest, counters: agrees ? counted(mapTask(0), manifest, [:]) : Counters(),
      isLoaded: false)
    expect(machine.addMapTask(mapTask(0), taken: taken), is: agrees)
    machine.inputEnded()
    expect(machine.lease(worker(2), .mapper) == nil)
    if agrees {
      let reduce = try unwrap(machine.lease(worker(1), .reducer)).attempt
      machine.blockLost(reduce, [MapOutputID(task: 0, attempt: attempt.number)])
    }
    #expect(machine.takeActions().reloads == [0])
    machine.chunksReloaded([chunk(0, generation: 1)])
    guard case .map(let task, let next)? = machine.lease(worker(2), .mapper) else {
      Issue.record("no task")
      return
    }
    #expect(task.inputs[0].chunk.generation == 1 && next.number == attempt.number + 1)
  }
}
