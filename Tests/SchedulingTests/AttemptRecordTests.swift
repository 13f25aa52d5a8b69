import Model
import Scheduling
import Testing

/// What the history of a job is made of.
@Suite struct AttemptRecordTests {
  private func machine(tasks: Int, partitions: Int = 1) -> JobMachine {
    var machine = JobMachine(job: job, partitions: partitions, store: storeLimits)
    for index in 0..<tasks { machine.addMapTask(mapTask(index)) }
    machine.inputEnded()
    _ = machine.takeActions()
    return machine
  }

  @Test func everyAttemptIsRememberedOnce() throws {
    var machine = machine(tasks: 1)
    machine.time = 1000
    let failed = try unwrap(machine.lease(worker(1), .mapper)).attempt
    expect(machine.renew(failed, by: worker(1), AttemptWork(bytes: 60, records: 6), now: at(1)))
    machine.time = 2500
    let error = MRError(.plugin, "no luck")
    machine.failed(failed, error)
    expect(
      machine.takeActions().attempts,
      is: [
        AttemptRecord(
          failed, worker(1), started: 1000, ended: 2500, work: AttemptWork(bytes: 60, records: 6),
          .failed(error))
      ])
    machine.time = 3000
    guard case .map(let task, let mapped)? = machine.lease(worker(2), .mapper) else { return }
    machine.time = 3250
    expect(machine.mapArrived(mapped, manifest(mapped, partitions: 1), of: task))
    expect(
      machine.takeActions().attempts,
      is: [
        AttemptRecord(
          mapped, worker(2), started: 3000, ended: 3250,
          work: AttemptWork(bytes: 100, records: 10), .succeeded)
      ])
  }

  /// It ends when its worker reports, and is remembered when its output is in place.
  @Test func aReduceAttemptEndsWithItsReport() throws {
    var machine = machine(tasks: 1)
    _ = machine.completeMap(worker(1))
    machine.time = 5000
    guard case .reduce(let task, let attempt)? = machine.lease(worker(2), .reducer) else { return }
    machine.time = 6000
    expect(machine.reduceArrived(attempt, .file(bytes: 3), of: task))
    expect(machine.takeActions().attempts.filter { $0.attempt == attempt }, is: [])
    machine.time = 9000
    machine.commitDone(partition: 0)
    expect(
      machine.takeActions().attempts,
      is: [
        AttemptRecord(
          attempt, worker(2), started: 5000, ended: 6000,
          work: AttemptWork(bytes: 10, records: 1), .succeeded)
      ])
  }

  /// Be it running or about to be put in place.
  @Test func whatIsUnderWayIsWithdrawnWithTheJob() throws {
    var machine = machine(tasks: 1, partitions: 2)
    _ = machine.completeMap(worker(1))
    guard case .reduce(let task, let reported)? = machine.lease(worker(2), .reducer),
      let running = machine.lease(worker(3), .reducer)?.attempt
    else { return }
    expect(machine.reduceArrived(reported, .file(bytes: 3), of: task))
    _ = machine.takeActions()
    machine.time = 7000
    expect(machine.cancel(reason: "enough"))
    let records = machine.takeActions().attempts
    #expect(records.map(\.attempt) == [running, reported])
    #expect(records.map(\.ended) == [7000, 0])
    #expect(records.allSatisfy { $0.result == .withdrawn("the job ended meanwhile") })
    machine.commitDone(partition: 0)
    expect(machine.takeActions().attempts, is: [])
  }

  /// The calendar may be set back.
  @Test func noAttemptEndsBeforeItBegan() throws {
    var machine = machine(tasks: 1)
    machine.time = 5000
    let attempt = try unwrap(machine.lease(worker(1), .mapper)).attempt
    machine.time = 4000
    machine.workerLost(worker(1), MRError(.workerLost, "gone"))
    let record = try #require(machine.takeActions().attempts.first)
    #expect(record.attempt == attempt && record.started == 5000 && record.ended == 5000)
  }

  @Test func failuresAreCountedByKind() throws {
    var machine = machine(tasks: 2)
    let mapped = try unwrap(machine.lease(worker(1), .mapper)).attempt
    machine.failed(mapped, MRError(.plugin, "no luck"))
    for _ in 0..<2 { _ = machine.completeMap(worker(1)) }
    for _ in 0..<2 {
      let reduced = try unwrap(machine.lease(worker(2), .reducer)).attempt
      machine.failed(reduced, MRError(.plugin, "no luck"))
    }
    #expect(machine.progress.mapTasks.failedAttempts == 1)
    #expect(machine.progress.reduceTasks.failedAttempts == 2)
  }
}
