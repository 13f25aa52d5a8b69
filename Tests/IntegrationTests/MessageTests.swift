import Foundation
import TestSupport
import Testing

/// What is said when something is not as its user meant.
@Suite(.fewAtOnce) struct MessageTests {
  @Test func aRefusedRunWritesItsErrorAsJSON() async throws {
    struct Report: Decodable { var error: JobReport.Failure }
    try await Workspace.run { workspace in
      for sequential in [[], ["--sequential"]] {
        let result = try await workspace.mr(
          [
            "run", "--json", "--plugin", "wordcount", "--input", workspace.path("*.none"),
            "--output", workspace.path("output"),
          ] + sequential)
        #expect(result.status == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output))
        #expect(report.error.message.contains("no file matches the layout"))
        #expect(result.errors.contains(report.error.message))
      }
    }
  }

  @Test func aMisspelledWordIsWhatIsSaid() async throws {
    try await Workspace.run { workspace in
      let option = try await workspace.mr(["run", "--plugn", "x"])
      #expect(option.status == 64 && option.errors.contains("Did you mean '--plugin'?"))
      let command = try await workspace.mr(["rnu"])
      #expect(command.status == 64 && command.errors.contains("Did you mean 'mr run'?"))
    }
  }

  @Test func aClusterThatIsGoneIsSaidToBe() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        _ = try await master.succeed(["cluster", "stop", cluster])
        let submitted = try await master.mr(
          "submit", "--cluster", cluster, "--plugin", "wordcount",
          "--input", workspace.write("a.txt", "a\n"), "--output", workspace.path("output"))
        #expect(submitted.status == 1)
        #expect(submitted.errors.contains("cluster \(cluster) has stopped"))
        let jobs = try await master.mr("jobs", "--cluster", "c77")
        #expect(jobs.status == 1 && jobs.errors.contains("there is no cluster c77"))
        #expect(try await master.mr("jobs", "--cluster", cluster).status == 0)
      }
    }
  }

  @Test func whoStopsToFollowIsToldThatTheJobGoesOn() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let gate = Gate(workspace, "gate")
        let follower = try workspace.start(
          mr: [
            "submit", "--follow", "--cluster", cluster, "--plugin", FixturePlugins.build("gated"),
            "--input", workspace.write("a.txt", "a\n"), "--output", workspace.path("output"),
            "--param", "map_gate=\(gate.path)",
          ], environment: ["MR_MASTER": master.contact])
        try await gate.reached()
        // It may hear of its job later than a worker does.
        try await eventually("the job's name") { follower.errors.contains("job j1") }
        follower.send(SIGINT)
        let ended = try await follower.wait()
        #expect(ended.status == 130 && ended.errors.contains("job j1 goes on"), "\(ended.errors)")
        #expect(ended.errors.contains("mr cancel j1"))
        try gate.open()
        #expect(try await master.end(of: "j1").state == "succeeded")
      }
    }
  }

  /// Ctrl-Z: nobody hears of the workers, and they hear of nobody.
  @Test func aRunThatWasStoppedForAWhileGoesOn() async throws {
    try await Workspace.run { workspace in
      let gate = Gate(workspace, "gate")
      let run = try workspace.start(
        mr: [
          "run", "--json", "--quiet", "--mappers", "1", "--reducers", "1",
          "--plugin", FixturePlugins.build("gated"), "--param", "map_gate=\(gate.path)",
          "--input", workspace.write("a.txt", "a\n"), "--output", workspace.path("output"),
        ])
      try await gate.reached()
      kill(run.pid, SIGSTOP)
      try await Task.sleep(for: .seconds(14))
      kill(run.pid, SIGCONT)
      try await Task.sleep(for: .seconds(3))
      try gate.open()
      let ended = try await run.wait()
      let report = try JobReport(ended.output)
      #expect(report.state == "succeeded" && report.mapTasks.failedAttempts == 0)
    }
  }
}
