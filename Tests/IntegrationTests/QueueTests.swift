import Foundation
import TestSupport
import Testing

/// A master's clusters and their queues, by the command line, over a network.
@Suite(.fewAtOnce) struct QueueTests {
  @Test func clustersAreMadeListedAndStopped() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        // Without numbers, as many as there are cores.
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let json = try await master.succeed(["cluster", "init", "--json"])
        let first = try decode(ClusterReport.self, json)
        #expect(first.cluster == "c1" && first.state == "ready")
        #expect(first.mappers == cores && first.reducers == cores)
        #expect(first.workers.count == 2 * cores)
        #expect(Set(first.workers.map(\.pid)) == Set(master.workers.values.map { Int($0.pid) }))

        #expect(try await master.cluster(mappers: 3, reducers: 1) == "c2")
        _ = try await master.succeed(["cluster", "stop", "c1"])
        let list = try decode(
          [ClusterReport].self, try await master.succeed(["cluster", "list", "--json"]))
        #expect(list.map(\.cluster) == ["c1", "c2"])
        #expect(list.map(\.state) == ["stopped", "ready"])
        #expect(list.map(\.mappers) == [cores, 3])
        let table = try await master.succeed(["cluster", "list"])
        #expect(table.contains("c1") && table.contains("stopped"))
        #expect(try await master.succeed(["cluster", "show", "c2"]).contains("c2"))
      }
    }
  }

  /// Of two jobs that would write to one directory, the second is refused while the first waits or runs.
  @Test func anOutputHasOneJob() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let gate = Gate(workspace, "gate")
        let input = try workspace.write("lines.txt", "b\na\nb\n")
        try FileManager.default.createDirectory(
          atPath: workspace.path("real"), withIntermediateDirectories: true)
        symlink("real", workspace.path("link"))
        let clusters = [
          try await master.cluster(mappers: 1, reducers: 1),
          try await master.cluster(mappers: 1, reducers: 1),
        ]
        let running = try await master.submit(
          to: clusters[0], output: "first",
          [
            "--plugin", try FixturePlugins.build("gated"), "--input", input, "--param",
            "map_gate=\(gate.path)",
          ])
        try await gate.reached()
        let job = ["--plugin", "wordcount", "--input", input]
        let waiting = try await master.submit(to: clusters[0], output: "real/out", job)
        for (cluster, output, holder) in [
          (clusters[0], "real/out", waiting), (clusters[1], "real/./out/", waiting),
          (clusters[1], "link/../link/out", waiting), (clusters[1], "first", running),
        ] {
          let refused = try await master.mr(
            ["submit", "--cluster", cluster, "--output", workspace.path(output)] + job)
          #expect(refused.status == 1)
          #expect(
            refused.errors.contains("is that of job \(holder), which has not ended"),
            "\(refused.errors)")
        }
        // A refused job sets nothing aside, a job that has ended neither.
        _ = try await master.mr(
          [
            "submit", "--cluster", clusters[1], "--output", workspace.path("other"), "--plugin",
            "x",
          ])
        let other = try await master.submit(to: clusters[1], output: "other", job)
        #expect(try await master.end(of: other).state == "succeeded")
        _ = try await master.succeed(["cancel", waiting])
        let again = try await master.submit(to: clusters[1], output: "real/out", job)
        #expect(try await master.end(of: again).state == "succeeded")
        try gate.open()
        #expect(try await master.end(of: running).state == "succeeded")
      }
    }
  }

  @Test func jobsRunInTheOrderOfTheirSubmission() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let gate = Gate(workspace, "gate")
        let input = try workspace.write("lines.txt", "b\na\nb\n")
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let job = ["--plugin", try FixturePlugins.build("gated"), "--input", input]
        let first = try await master.submit(
          to: cluster, output: "1", job + ["--param", "map_gate=\(gate.path)"])
        let second = try await master.submit(to: cluster, output: "2", job)
        let third = try await master.submit(to: cluster, output: "3", job)
        #expect([first, second, third] == ["j1", "j2", "j3"])
        try await gate.reached()

        let shown = try decode(
          ClusterReport.self, try await master.succeed(["cluster", "show", cluster, "--json"]))
        #expect(shown.jobs == ["j1", "j2", "j3"])
        #expect(try await master.report(first).state == "mapping")
        #expect(try await master.report(second).state == "queued")
        // Only the second: those behind it move up.
        #expect(try await master.succeed(["cancel", second]) == "j2 cancelled")
        #expect(try await master.mr("wait", second).status == 1)
        try gate.open()

        #expect(try await master.end(of: third).state == "succeeded")
        #expect(try await master.end(of: first).state == "succeeded")
        let list = try await master.succeed(["jobs", "--cluster", cluster, "--json"])
        let states = try decode([JobReport].self, list).map(\.state)
        #expect(states == ["succeeded", "cancelled", "succeeded"])
        #expect(try await master.succeed(["jobs"]).split(separator: "\n").count == 4)
        #expect(
          try workspace.parts(workspace.path("3")) == ["part-r-00000": Array("a\t1\nb\t2\n".utf8)])
        #expect(!FileManager.default.fileExists(atPath: workspace.path("2")))
        // Too late to cancel.
        #expect(try await master.succeed(["cancel", first]) == "j1 succeeded")
      }
    }
  }

  @Test func clustersWorkSideBySide() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let input = try workspace.write("lines.txt", "a\n")
        let plugin = ["--plugin", try FixturePlugins.build("gated"), "--input", input]
        let gates = [Gate(workspace, "gate 0"), Gate(workspace, "gate 1")]
        var jobs: [String] = []
        for (index, gate) in gates.enumerated() {
          let cluster = try await master.cluster(mappers: 1, reducers: 1)
          jobs.append(
            try await master.submit(
              to: cluster, output: "\(index)",
              plugin + ["--param", "map_gate=\(gate.path)"]))
        }
        for gate in gates { try await gate.reached() }
        try gates[1].open()
        #expect(try await master.end(of: jobs[1]).state == "succeeded")
        #expect(try await master.report(jobs[0]).state == "mapping")
        // Stopping a cluster cancels what it runs.
        _ = try await master.succeed(["cluster", "stop", "c1"])
        #expect(try await master.end(of: jobs[0]).state == "cancelled")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("0")))
      }
    }
  }

  @Test func jobOutlivesItsFollower() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let gate = Gate(workspace, "gate")
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let follower = try workspace.start(
          mr: [
            "submit", "--follow", "--cluster", cluster, "--output", workspace.path("output"),
            "--plugin", try FixturePlugins.build("gated"),
            "--input", try workspace.write("lines.txt", "a\n"),
            "--param", "reduce_gate=\(gate.path)",
          ], environment: ["MR_MASTER": master.contact])
        try await gate.reached()
        follower.sendToGroup(SIGINT)
        #expect(try await follower.wait().status == 128 + SIGINT)
        try gate.open()
        #expect(try await master.end(of: "j1").state == "succeeded")
      }
    }
  }

  @Test func logsAreFollowedToTheEnd() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let gate = Gate(workspace, "gate")
        let input = try workspace.write("shelf/a.txt", "a\n")
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let gated = try await master.submit(
          to: cluster, output: "1",
          [
            "--plugin", try FixturePlugins.build("gated"), "--input", input,
            "--param", "map_gate=\(gate.path)",
          ])
        let talking = try await master.submit(
          to: cluster, output: "2",
          [
            "--plugin", try FixturePlugins.build("misbehaving"), "--job", "talks",
            "--input", workspace.path("{category}/a.txt"), "--param", "greeting=good morning",
          ])
        try await gate.reached()
        let variables = ["MR_MASTER": master.contact]
        let jobLog = try workspace.start(
          mr: ["logs", gated, "--follow"], environment: variables)
        let userLog = try workspace.start(
          mr: ["logs", talking, "--user", "--follow"], environment: variables)
        try await eventually("the first line") { jobLog.output.text.contains("started on") }
        #expect(!jobLog.hasEnded && !userLog.hasEnded)
        try gate.open()

        let followed = try await jobLog.wait()
        #expect(followed.status == 0 && followed.text.contains("succeeded"))
        #expect(followed.text == master.log(gated))
        let said = try await userLog.wait()
        #expect(said.status == 0)
        #expect(said.text.contains("map task 0 attempt 0 warning: good morning"), "\(said.text)")
        #expect(said.text.contains("two") && said.text.contains("succeeded"))
        #expect(try await master.succeed(["logs", talking, "--user"]) + "\n" == said.text)
      }
    }
  }

  @Test func specFileIsSubmittedAndFollowed() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let input = try workspace.write("poems/a.txt", "Tiger tiger\n")
        let spec = try workspace.write(
          "job.yaml",
          """
          plugin: wordcount
          input: \(input)
          output: \(workspace.path("output"))
          param:
            lowercase: true
          reducers: 3
          """)
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let result = try await master.mr(
          "submit", "--cluster", cluster, "--spec", spec, "--follow")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.text.contains("job j1 succeeded in"))
        let parts = try workspace.parts(workspace.path("output"))
        #expect(parts.count == 3)
        #expect(parts.sortedLines.text == "tiger\t2\n")
      }
    }
  }

  /// What was queued or running when a master ended goes on in its next life.
  @Test(arguments: [SIGTERM, SIGKILL], ["map", "reduce"])
  func queueSurvivesTheMaster(_ signal: Int32, _ phase: String) async throws {
    try await Workspace.run { workspace in
      let gate = Gate(workspace, "gate")
      let input = try await workspace.text("text", bytes: 500_000)
      let arguments = ["--plugin", try FixturePlugins.build("gated"), "--input", input]
      let expected = try await workspace.sequential(arguments + ["--reducers", "2"])

      let master = try await Master.start(in: workspace, arguments: Master.inANetwork)
      let cluster = try await master.cluster()
      let done = try await master.submit(to: cluster, output: "done", arguments)
      #expect(try await master.end(of: done).state == "succeeded")
      let running = try await master.submit(
        to: cluster, output: "running",
        arguments + ["--param", "\(phase)_gate=\(gate.path)"])
      let waiting = try await master.submit(to: cluster, output: "waiting", arguments)
      try await gate.reached()
      master.process.send(signal)
      #expect(try await master.process.wait().status == 128 + signal)
      try await eventually("the end of its children") { workspace.processes.isEmpty }
      try gate.open()

      let next = try await Master.start(in: workspace, arguments: Master.inANetwork)
      #expect(try await next.end(of: running).state == "succeeded")
      #expect(try await next.end(of: waiting).state == "succeeded")
      #expect(try await next.report(done).state == "succeeded")
      #expect(next.log(running).contains("started anew after the master restarted"))
      for output in ["done", "running", "waiting"] {
        #expect(try workspace.parts(workspace.path(output)) == expected, "\(output)")
      }
      // Identifiers go on where they were.
      #expect(try await next.submit(to: cluster, output: "new", arguments) == "j4")
      #expect(try await next.end(of: "j4").state == "succeeded")
      #expect(try await next.cluster() == "c2")
      try await next.stop(SIGTERM)
    }
  }

  @Test func twoMastersDoNotShareAStateDirectory() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let second = try await workspace.mr([
          "master", "--state-dir", master.stateDirectory,
        ])
        #expect(second.status == 1)
        #expect(second.errors.contains("is in use"), "\(second.errors)")
        #expect(second.errors.contains("\(master.process.pid)"), "\(second.errors)")
        #expect(try await master.mr("jobs").status == 0)
      }
    }
  }

  @Test func addressThatIsTakenIsRefused() async throws {
    try await Workspace.run { workspace in
      let arguments = ["--store-memory", "64", "--listen", "127.0.0.1:0"]
      try await Master.run(in: workspace, arguments: arguments) { master in
        let second = try await workspace.mr([
          "master", "--listen", master.address, "--state-dir", workspace.path("other"),
        ])
        #expect(second.status == 1)
        #expect(second.errors.contains("cannot listen at \(master.address)"), "\(second.errors)")
      }
    }
  }

  @Test func commandWithoutMasterSaysSo() async throws {
    try await Workspace.run { workspace in
      let master = try await Master.start(in: workspace, arguments: Master.inANetwork)
      try await master.stop(SIGTERM)
      let result = try await master.mr("jobs")
      #expect(result.status == 1)
      #expect(result.errors.contains("no master answers at \(master.address)"), "\(result.errors)")
    }
  }

  /// Two queued jobs name the same output directory, which is empty when they are submitted. The
  /// second may be refused or fail, but must not harm the first one's result.
  @Test func secondJobLeavesTheResultOfTheFirst() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        let input = try workspace.write("lines.txt", "a\n")
        let gate = Gate(workspace, "gate")
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let job = ["--plugin", try FixturePlugins.build("gated"), "--input", input]
        let blocker = try await master.submit(
          to: cluster, output: "blocker", job + ["--param", "map_gate=\(gate.path)"])
        try await gate.reached()
        let first = try await master.submit(to: cluster, output: "output", job)
        let second = try await master.mr(
          ["submit", "--cluster", cluster, "--output", workspace.path("output")] + job)
        try gate.open()
        #expect(try await master.end(of: blocker).state == "succeeded")
        #expect(try await master.end(of: first).state == "succeeded")
        if second.status == 0 {
          let report = try await master.end(of: "j3")
          #expect(report.state == "failed")
          #expect(report.error?.message.contains("is not empty") ?? false)
        }
        let parts = try workspace.parts(workspace.path("output"))
        #expect(parts == ["part-r-00000": Array("a\t1\n".utf8)])
      }
    }
  }

  private func decode<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(json.utf8))
  }
}
