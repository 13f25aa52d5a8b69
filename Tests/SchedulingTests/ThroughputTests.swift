import Glibc
import Model
import Scheduling
import Testing

@Suite struct ThroughputTests {
  /// The cost of a call must not grow with the number of tasks: ten times as many take about ten
  /// times as long, by the processor's time of this thread, whatever else the machine does.
  @Test func manyTasksManyWorkers() throws {
    let few = try run(tasks: 10_000, workers: 1000)
    let many = try run(tasks: 100_000, workers: 1000)
    print("\(Int(100_000 / many)) tasks/s")
    #expect(many < 30 * few, "\(few) s for 10,000 tasks, \(many) s for 100,000")
  }

  /// Leases, renews and ends all tasks of a job.
  /// - Returns: the processor's time that it took, in seconds.
  private func run(tasks: Int, workers: Int) throws -> Double {
    let partitions = 64
    let manifest = RunLayout(
      offsets: (0...partitions).map { $0 * 10 }, records: Array(repeating: 1, count: partitions))
    var machine = JobMachine(job: job, partitions: partitions, store: storeLimits)
    let start = processorTime
    for index in 0..<tasks { machine.addMapTask(mapTask(index)) }
    machine.inputEnded()
    var now = 0.0
    var done = 0
    while done < tasks {
      var held: [(worker: WorkerID, attempt: AttemptID, task: MapTask)] = []
      for number in 0..<workers {
        let assignment = machine.lease(
          worker: worker(number), role: .mapper, waiting: 0, now: at(now))
        if case .map(let task, let attempt)? = assignment {
          held.append((worker(number), attempt, task))
        }
      }
      for (worker, attempt, _) in held {
        _ = machine.renew(attempt, by: worker, now: at(now))
      }
      machine.tick(now: at(now))
      for (worker, attempt, task) in held {
        let arrived = MapManifest(
          task: attempt.task.index, attempt: attempt.number, blocks: 1, runs: [manifest])
        _ = machine.mapArrived(attempt, arrived, counted(task, arrived), by: worker)
      }
      done += held.count
      now += 1
      _ = machine.takeActions()
    }
    let elapsed = processorTime - start
    #expect(machine.progress.mapTasks.done == tasks)
    #expect(machine.counters.engine.mapInputRecords == tasks * 10)
    return elapsed
  }

  /// Of the calling thread, in seconds.
  private var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
