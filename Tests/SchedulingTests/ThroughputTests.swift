import Model
import Scheduling
import Testing

@Suite struct ThroughputTests {
  /// 100,000 tasks and 1,000 workers with heartbeats in between: the cost of a call must not grow
  /// with their number. The bound is loose enough for a debug build on a busy machine.
  @Test func manyTasksManyWorkers() throws {
    let tasks = 100_000
    let workers = 1000
    let partitions = 64
    let run = MapManifest.Run(
      offsets: (0...partitions).map { $0 * 10 }, records: Array(repeating: 1, count: partitions))
    var machine = JobMachine(job: job, partitions: partitions)
    var actions = 0
    let clock = ContinuousClock()
    let elapsed = clock.measure {
      for index in 0..<tasks { machine.addMapTask(mapTask(index)) }
      machine.inputEnded()
      var now = 0.0
      var done = 0
      while done < tasks {
        var held: [AttemptID] = []
        for number in 0..<workers {
          let assignment = machine.lease(
            worker: worker(number), role: .mapper, waiting: 0, now: at(now))
          if let attempt = assignment?.attempt { held.append(attempt) }
        }
        for (number, attempt) in held.enumerated() {
          _ = machine.renew(worker: worker(number), held: [attempt], now: at(now))
        }
        machine.tick(now: at(now))
        for attempt in held {
          let manifest = MapManifest(
            task: attempt.task.index, attempt: attempt.number, blocks: 1, runs: [run])
          _ = machine.mapArrived(attempt, manifest, Counters([Counters.mapInputRecords: 1]))
        }
        done += held.count
        now += 1
        actions += machine.takeActions().count
      }
    }
    #expect(machine.progress.mapTasks.done == tasks)
    #expect(machine.counters[Counters.mapInputRecords] == Int64(tasks))
    #expect(elapsed < .seconds(20), "5,000 tasks a second")
    print("\(Int(Double(tasks) / (elapsed / .seconds(1)))) tasks/s, \(actions) actions")
    let reduce = clock.measure { _ = machine.lease(worker(1), .reducer) }
    print("segments of a reduce task: \(reduce)")
  }
}
