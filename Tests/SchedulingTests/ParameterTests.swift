import Model
import Scheduling
import Testing

/// A parameter that no attempt asks for ends the job.
@Suite struct ParameterTests {
  private func machine(until kind: TaskID.Kind) -> JobMachine {
    var machine = JobMachine(
      job: job, partitions: 2,
      watch: ParameterWatch(["kye"], owner: "job \"sort\"", until: kind))
    for index in 0..<2 { machine.addMapTask(mapTask(index)) }
    machine.inputEnded()
    _ = machine.takeActions()
    return machine
  }

  private func arrive(_ machine: inout JobMachine, _ use: ParameterWatch.Use) throws -> Bool {
    let assignment = try unwrap(machine.lease(worker(1), .mapper))
    let attempt = assignment.attempt
    return machine.mapArrived(attempt, manifest(attempt, partitions: 2), Counters(), use)
  }

  private func failure(_ actions: [SchedulingAction]) -> MRError? {
    guard case .failed(let error)? = actions.outcomes.first else { return nil }
    return error
  }

  @Test func theFirstMapTaskEndsTheJob() throws {
    var machine = machine(until: .map)
    let goesOn = try arrive(&machine, .init(asked: ["key"], hadRecords: true))
    #expect(!goesOn)
    let actions = machine.takeActions()
    #expect(failure(actions)?.message.contains("\"kye\"") == true)
    #expect(actions.deletedOutput == [MapOutputID(task: 0, attempt: 0)])
  }

  @Test func oneThatIsAskedForDoesNot() throws {
    var machine = machine(until: .map)
    let goesOn = try arrive(&machine, .init(asked: ["kye"], hadRecords: true))
    #expect(goesOn && !machine.isEnded)
  }

  @Test func theFirstReduceTaskWithRecordsEndsTheJob() throws {
    var machine = machine(until: .reduce)
    for _ in 0..<2 {
      let goesOn = try arrive(&machine, .init(asked: [], hadRecords: true))
      #expect(goesOn)
    }
    let empty = try unwrap(machine.lease(worker(1), .reducer)).attempt
    expect(machine.reduceArrived(empty, .file(bytes: 0), Counters(), .init()))
    let full = try unwrap(machine.lease(worker(1), .reducer)).attempt
    _ = machine.takeActions()
    expect(
      !machine.reduceArrived(
        full, .file(bytes: 1), Counters(), .init(asked: [], hadRecords: true)))
    let actions = machine.takeActions()
    #expect(failure(actions) != nil)
    #expect(actions.contains(.discardOutput(partition: full.task.index, attempt: full.number)))
  }
}
