import Model
import Protocol
import Scheduling
import Testing

@testable import Master

@Suite struct BarrierServiceTests {
  @Test func arrivalsOfOthersChangeNothing() async throws {
    try await TestServices.run { services in
      let mapper = try await services.join(.mapper)
      await services.cluster.jobs.submit(services.master.job)
      let assignment = try await services.lease(mapper).assignment
      let arrival = try services.arrival(mapper, assignment)
      var other = arrival
      other.clusterID = "c2"
      await refused(.invalidArgument) { try await services.arrive(other) }
      other = arrival
      other.workerID = try await services.join(.mapper)
      #expect(try await services.arrive(other).map(\.accepted) == [false])
      other = arrival
      other.attempt.jobID = "j9"
      #expect(try await services.arrive(other).map(\.accepted) == [false])
      let progress = try #require(services.master.job.running).snapshot.progress
      #expect(progress.mapTasks.running == 1 && progress.mapTasks.done == 0)
    }
  }

  /// The answer may have been lost: the report comes again.
  @Test func anArrivalCountsOnce() async throws {
    try await TestServices.run { services in
      let mapper = try await services.join(.mapper)
      await services.cluster.jobs.submit(services.master.job)
      var arrival = try services.arrival(mapper, try await services.lease(mapper).assignment)
      arrival.isLast = true
      let answers = try await services.arrive(arrival, arrival)
      #expect(answers.map(\.accepted) == [true, true])
      #expect(answers.allSatisfy { !$0.hasNext })
      #expect(services.master.job.running?.snapshot.progress.mapTasks.done == 1)
    }
  }

  /// Each time it was taken for more output, until the store seemed too small.
  @Test func anArrivalIsRepeatedWithoutHarm() async throws {
    try await TestServices.run { services in
      let mapper = try await services.join(.mapper)
      await services.cluster.jobs.submit(services.master.job)
      let assignment = try await services.lease(mapper).assignment
      var arrival = try services.arrival(mapper, assignment)
      let manifest = services.master.manifest(try AttemptID(assignment.attempt), partitions: 2)
      let counters = services.master.counters(try MapTask(assignment.map), manifest)
      arrival.manifest = WireManifest(manifest)
      arrival.engineCounters = WireEngineCounters(counters.engine)
      arrival.isLast = true
      let answers = try await services.arrive(Array(repeating: arrival, count: 5000))
      #expect(answers.allSatisfy { $0.accepted })
      #expect(!services.master.job.isEnded)
    }
  }

  @Test func theAnswerHasTheNextTask() async throws {
    let lines = String(repeating: "a line of text\n", count: 100_000)
    try await TestServices.run(input: lines) { services in
      let mapper = try await services.join(.mapper)
      await services.cluster.jobs.submit(services.master.job)
      let first = try await services.lease(mapper).assignment
      while services.master.job.running?.snapshot.progress.inputEnded != true {
        await services.master.job.changed.wait(
          after: services.master.job.changed.version, timeout: .milliseconds(10))
      }
      let answer = try #require(
        try await services.arrive(try services.arrival(mapper, first)).first)
      #expect(answer.accepted && answer.next.attempt.kind == .map)
      #expect(answer.next.attempt.task != first.attempt.task)
    }
  }
}
