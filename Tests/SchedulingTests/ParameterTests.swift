import Model
import Scheduling
import Testing

/// A parameter that no attempt asks for ends the job.
@Suite struct ParameterTests {
  private func machine(until kind: TaskID.Kind) -> JobMachine {
    var machine = JobMachine(
      job: job, partitions: 2, store: storeLimits,
      watch: ParameterWatch(["kye"], owner: "job \"sort\"", until: kind))
    for index in 0..<2 { machine.addMapTask(mapTask(index)) }
    machine.inputEnded()
    _ = machine.takeActions()
    return machine
  }

  private func arrive(_ machine: inout JobMachine, _ use: ParameterWatch.Use) throws -> Bool {
    guard case .map(let task, let attempt)? = machine.lease(worker(1), .mapper) else {
      throw MRError(.internal, "no map task")
    }
    let manifest = manifest(attempt, partitions: 2)
    return machine.mapArrived(attempt, manifest, counted(task, manifest), use, by: worker(1))
  }

  private func failure(_ actions: [JobAction]) -> MRError? {
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
    guard case .reduce(let first, let empty)? = machine.lease(worker(1), .reducer),
      case .reduce(let second, let full)? = machine.lease(worker(1), .reducer)
    else { throw MRError(.internal, "no reduce task") }
    expect(
      machine.reduceArrived(
        empty, .file(bytes: 0), counted(first, bytes: 0), .init(), by: worker(1)))
    _ = machine.takeActions()
    expect(
      !machine.reduceArrived(
        full, .file(bytes: 1), counted(second, bytes: 1), .init(asked: [], hadRecords: true),
        by: worker(1)))
    let actions = machine.takeActions()
    #expect(failure(actions) != nil)
    #expect(actions.contains(.discardOutput(partition: full.task.index, attempt: full.number)))
  }
}
