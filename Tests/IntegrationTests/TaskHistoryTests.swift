import Foundation
import TestSupport
import Testing

/// What became of each attempt, after the job and after the master.
@Suite(.fewAtOnce) struct TaskHistoryTests {
  private struct Attempt: Decodable, Equatable {
    var kind: String
    var task: Int
    var attempt: Int
    var worker: String
    var started: String
    var seconds: Double
    var bytes: Int
    var records: Int
    var outcome: String
    var error: JobReport.Failure?

    static func == (a: Self, b: Self) -> Bool {
      (a.kind, a.task, a.attempt, a.worker, a.outcome)
        == (b.kind, b.task, b.attempt, b.worker, b.outcome)
    }
  }

  private func attempts(_ master: Master, _ job: String, _ more: String...) async throws
    -> [Attempt]
  {
    let text = try await master.succeed(["tasks", job, "--json"] + more)
    return try JSONDecoder().decode([Attempt].self, from: Data(text.utf8))
  }

  @Test func theHistoryOfAJob() async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.text("text", bytes: 3_000_000)
      let gate = Gate(workspace, "gate")
      let master = try await Master.start(in: workspace)
      let cluster = try await master.cluster(mappers: 1, reducers: 1)
      let job = try await master.submit(
        to: cluster, output: "output",
        [
          "--plugin", try FixturePlugins.build("gated"), "--input", text, "--reducers", "2",
          "--task-size", "1", "--param", "map_gate=\(gate.path)",
        ])
      let victim = try await master.worker(of: "map task 0", job: job)
      kill(victim.pid, SIGKILL)
      try await master.logged(job, "map task 0 attempt 0 failed on")
      try gate.open()
      let report = try await master.end(of: job)
      #expect(report.state == "succeeded", "\(master.log(job))")
      let expected = report.mapTasks.total + report.reduceTasks.total + 1
      var history: [Attempt] = []
      // The end of a job does not wait for its history.
      let deadline = ContinuousClock.now + .seconds(30)
      while history.count != expected {
        try #require(ContinuousClock.now < deadline, "\(history.count) of \(expected)")
        history = try await attempts(master, job)
      }
      let failed = try #require(history.first)
      #expect((failed.kind, failed.task, failed.attempt, failed.outcome) == ("map", 0, 0, "failed"))
      #expect(failed.error?.message.contains("killed by signal 9") == true)
      let others = history.dropFirst()
      #expect(others.allSatisfy { $0.outcome == "succeeded" && $0.error == nil })
      let mapped = others.filter { $0.kind == "map" }
      #expect(mapped.reduce(0) { $0 + $1.bytes } == 3_000_000)
      #expect(mapped.reduce(0) { $0 + $1.records } == report.counters["MAP_INPUT_RECORDS"])
      let slowest = try await attempts(master, job, "--slowest", "2")
      #expect(slowest.count == 2 && slowest[0].seconds >= slowest[1].seconds)
      #expect(slowest[0].seconds == history.map(\.seconds).max())
      let table = try await master.succeed(["tasks", job])
      #expect(table.split(separator: "\n").count == expected + 1)
      #expect(table.contains("failed: the worker was killed"), "\(table)")
      try await master.stop(SIGTERM)

      let next = try await Master.start(in: workspace)
      #expect(try await attempts(next, job) == history)
      let unknown = try await next.mr("tasks", "j99")
      #expect(unknown.status == 1 && unknown.errors.contains("there is no job j99"))
      try await next.stop(SIGTERM)
    }
  }
}
