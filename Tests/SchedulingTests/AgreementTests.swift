import Model
import Scheduling
import Testing

/// What workers say is held against what the master knows.
@Suite struct AgreementTests {
  private func machine(tasks: Int, partitions: Int = 2, capacity: Int = .max) -> JobMachine {
    var machine = JobMachine(
      job: job, partitions: partitions,
      store: StoreLimits(blockCapacity: 16, capacity: capacity))
    for index in 0..<tasks { machine.addMapTask(mapTask(index)) }
    machine.inputEnded()
    _ = machine.takeActions()
    return machine
  }

  /// Two partitions of ten bytes and one record each, in blocks of sixteen bytes.
  private func manifest(_ attempt: AttemptID) -> MapManifest {
    var manifest = SchedulingTests.manifest(attempt, partitions: 2)
    manifest.blocks = 2
    return manifest
  }

  /// The report is a failure of its attempt, which says both numbers; the true one is taken.
  private func expectRefusal(
    _ cause: String, _ change: (inout MapManifest, inout Counters) -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var machine = machine(tasks: 1)
    guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else { return }
    _ = machine.takeActions()
    var manifest = manifest(attempt)
    var counters = counted(task, manifest)
    change(&manifest, &counters)
    expect(
      !machine.mapArrived(attempt, manifest, counters, by: worker(1)),
      sourceLocation: sourceLocation)
    var said: [String] = []
    for case .event(.attemptFailed(_, _, let error, let willRetry)) in machine.takeActions() {
      said.append("\(error)")
      #expect(willRetry, sourceLocation: sourceLocation)
    }
    #expect(
      said.count == 1 && said[0].contains(cause), "\(said)", sourceLocation: sourceLocation)
    guard case .map(let again, let next)? = machine.lease(worker(1), .mapper) else { return }
    let right = self.manifest(next)
    expect(
      machine.mapArrived(next, right, counted(again, right), by: worker(1)),
      sourceLocation: sourceLocation)
  }

  @Test func mapReportsThatDoNotAgree() {
    expectRefusal("records spilled: 2; records of its runs: 0") { manifest, _ in
      manifest.runs = []
      manifest.blocks = 0
    }
    expectRefusal("records emitted and combined: 2; records spilled: 0") { manifest, counters in
      manifest.runs = []
      manifest.blocks = 0
      counters.engine.spilledRecords = 0
    }
    expectRefusal("bytes mapped: 0; bytes of its input: 100") { manifest, counters in
      manifest.runs = []
      manifest.blocks = 0
      counters = Counters()
    }
    expectRefusal("records mapped: 9; records of its input: 10") { $1.engine.mapInputRecords = 9 }
    expectRefusal("bytes mapped: \(Int.max)") { $1.engine.mapInputBytes = .max }
    expectRefusal("1 blocks for 20 bytes, which take 2") { manifest, _ in manifest.blocks = 1 }
    expectRefusal("blocks for 20 bytes, which take 2") { manifest, _ in
      manifest.blocks = Int(UInt32.max)
    }
    expectRefusal("begins at 5, where the one before ends at 0") { manifest, _ in
      manifest.runs[0].offsets = [5, 10, 25]
    }
    expectRefusal("0 records in 10 bytes of partition 1") { manifest, _ in
      manifest.runs[0].records[1] = 0
    }
    expectRefusal("1 records in 0 bytes of partition 0") { manifest, _ in
      manifest.runs[0].offsets = [0, 0, 20]
    }
    expectRefusal("attempt of the manifest: 7; attempt of the report: 0") { manifest, _ in
      manifest.attempt = 7
    }
    expectRefusal("task of the manifest: 5") { manifest, _ in manifest.task = 5 }
  }

  @Test func anOutputLargerThanTheStoreIsRefused() throws {
    var machine = machine(tasks: 1, capacity: 19)
    guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else { return }
    let manifest = manifest(attempt)
    expect(!machine.mapArrived(attempt, manifest, counted(task, manifest), by: worker(1)))
    #expect(machine.progress.failedAttempts == 1)
  }

  @Test func reduceReportsThatDoNotAgree() throws {
    for change in [
      { (counters: inout Counters, _: inout ReduceOutput) in
        counters.engine.reduceInputRecords = 0
      },
      { counters, _ in counters.engine.reduceShuffleBytes -= 1 },
      { counters, _ in counters.engine.reduceOutputBytes += 1 },
      { counters, _ in counters.engine.reduceInputGroups = 2 },
      { _, output in output = .blocks(count: 1, bytes: 33) },
      { _, output in output = .blocks(count: Int(UInt32.max), bytes: 3) },
    ] {
      var machine = machine(tasks: 1)
      guard case .map(let map, let first)? = machine.lease(worker(1), .mapper) else { return }
      let manifest = manifest(first)
      expect(machine.mapArrived(first, manifest, counted(map, manifest), by: worker(1)))
      guard case .reduce(let task, let attempt)? = machine.lease(worker(2), .reducer) else {
        Issue.record("no reduce task")
        return
      }
      _ = machine.takeActions()
      var counters = counted(task, bytes: 3)
      var output = ReduceOutput.file(bytes: 3)
      change(&counters, &output)
      if output.bytes != 3 { counters.engine.reduceOutputBytes = output.bytes }
      expect(!machine.reduceArrived(attempt, output, counters, by: worker(2)))
      let actions = machine.takeActions()
      #expect(actions.events == ["attemptFailed"])
      #expect(actions.contains(.discardOutput(partition: task.partition, attempt: 0)))
      #expect(!actions.contains { if case .commit = $0 { true } else { false } })
    }
  }

  /// Another worker than the one that has the attempt says that it is done, or failed.
  @Test func reportsOfStrangersChangeNothing() throws {
    var machine = machine(tasks: 1)
    guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else { return }
    let manifest = manifest(attempt)
    let counters = counted(task, manifest)
    _ = machine.takeActions()
    func expectIgnored(sourceLocation: SourceLocation = #_sourceLocation) {
      let actions = machine.takeActions()
      #expect(actions.events == ["foreignReport"], sourceLocation: sourceLocation)
      #expect(actions.count == 1, sourceLocation: sourceLocation)
      guard case .event(let event)? = actions.first else { return }
      #expect(event.severity == .warning, sourceLocation: sourceLocation)
    }
    expect(!machine.mapArrived(attempt, manifest, counters, by: worker(2)))
    expectIgnored()
    expect(!machine.failed(attempt, AttemptFault(MRError(.pluginFatal, "no")), by: worker(2)))
    expectIgnored()
    expect(!machine.inputLost(attempt, chunks: [0], by: worker(2)))
    expectIgnored()
    expect(machine.mapArrived(attempt, manifest, counters, by: worker(1)))
    _ = machine.takeActions()
    // What is done is not taken back, and its blocks stay.
    expect(!machine.mapArrived(attempt, manifest, counters, by: worker(2)))
    expectIgnored()
    // Of an attempt that nobody has.
    let none = AttemptID(job: job, task: TaskID(.map, 0), number: 1)
    expect(!machine.mapArrived(none, manifest, counters, by: worker(1)))
    expectIgnored()

    guard case .reduce(let reduce, let second)? = machine.lease(worker(3), .reducer) else { return }
    _ = machine.takeActions()
    let read = counted(reduce, bytes: 3)
    expect(!machine.reduceArrived(second, .file(bytes: 3), read, by: worker(1)))
    expectIgnored()
    expect(!machine.blockLost(second, [MapOutputID(task: 0, attempt: 0)], by: worker(1)))
    expectIgnored()
    expect(machine.reduceArrived(second, .file(bytes: 3), read, by: worker(3)))
    _ = machine.takeActions()
    expect(!machine.reduceArrived(second, .file(bytes: 3), read, by: worker(1)))
    expectIgnored()
    #expect(machine.progress.failedAttempts == 0)
  }

  /// Every task of the job is right by itself; the job has no result if they do not come together.
  @Test func aJobWhoseNumbersDoNotAgreeFails() throws {
    // A share of a chunk that no task was cut for.
    var machine = JobMachine(
      job: job, partitions: 1, store: StoreLimits(blockCapacity: 16))
    machine.addMapTask(mapTask(0, shares: [ChunkShare(chunk: chunk(0, shares: 2), share: 0)]))
    machine.inputEnded()
    _ = try unwrap(machine.completeMap(worker(1)))
    guard case .reduce(let task, let attempt)? = machine.lease(worker(2), .reducer) else { return }
    expect(machine.reduceArrived(attempt, .file(bytes: 0), of: task))
    machine.commitDone(partition: 0)
    let error = try unwrap(machine.outcome?.error)
    #expect(error.message == "the numbers of job j1 do not agree")
    #expect(error.cause == "bytes dealt to map tasks: 50; bytes loaded: 100")
    expect(!machine.takeActions().contains(.commitJob(isComplete: true)))
  }

  /// Users' counters never take part, whatever they are called.
  @Test func countersOfThePluginDisturbNothing() throws {
    var machine = machine(tasks: 3)
    for amount in [Int64.max, .max, .min] {
      guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else { return }
      let manifest = manifest(attempt)
      let counters = counted(task, manifest, ["MAP_INPUT_BYTES": amount, "X": amount])
      expect(machine.mapArrived(attempt, manifest, counters, by: worker(1)))
    }
    #expect(machine.counters.engine.mapInputBytes == 300)
    #expect(machine.counters.user["X"] == .max - 1)
    #expect(machine.counters.shown["MAP_INPUT_BYTES"] == 300)
    // One output is lost, and with it what was counted: nothing is left of what did not fit.
    let reduce = try unwrap(machine.lease(worker(2), .reducer)).attempt
    machine.blockLost(reduce, [MapOutputID(task: 0, attempt: 0)])
    #expect(machine.counters.user["X"] == -1)
    #expect(machine.counters.engine.mapInputBytes == 200)
  }

  @Test func aSumThatDoesNotFitIsSaid() throws {
    var machine = machine(tasks: 2)
    for _ in 0..<2 {
      guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else { return }
      let manifest = manifest(attempt)
      let counters = counted(task, manifest, ["X": .max])
      expect(machine.mapArrived(attempt, manifest, counters, by: worker(1)))
    }
    _ = machine.takeActions()
    for partition in 0..<2 {
      guard case .reduce(let task, let attempt)? = machine.lease(worker(2), .reducer) else {
        return
      }
      expect(machine.reduceArrived(attempt, .file(bytes: 1), of: task))
      machine.commitDone(partition: partition)
    }
    let actions = machine.takeActions()
    #expect(actions.contains(.event(.counterOverflown("X"))))
    #expect(actions.last == .commitJob(isComplete: true))
    #expect(machine.counters.user["X"] == .max)
  }

  @Test func tooManyNamesFailTheJob() throws {
    var machine = machine(tasks: 2)
    for part in 0..<2 {
      guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else { return }
      let names = (0..<40_000).map { ("\(part)-\($0)", Int64(1)) }
      let manifest = manifest(attempt)
      let counters = counted(
        task, manifest, UserCounters(Dictionary(uniqueKeysWithValues: names)))
      expect(
        machine.mapArrived(attempt, manifest, counters, by: worker(1)), is: part == 0)
    }
    #expect(machine.outcome?.error?.code == .pluginFatal)
  }
}
