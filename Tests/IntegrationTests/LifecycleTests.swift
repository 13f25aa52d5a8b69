import Foundation
import TestSupport
import Testing

/// Whatever ends a run or a master, no process, file or memcached outlives it. `Workspace.run`
/// looks for them after every test.
@Suite(.fewAtOnce) struct LifecycleTests {
  @Test(arguments: [SIGINT, SIGTERM], ["map", "reduce"])
  func signalEndsARun(_ signal: Int32, _ phase: String) async throws {
    try await Workspace.run { workspace in
      let process = try await gatedRun(workspace, phase)
      // Ctrl-C reaches all processes of the terminal's foreground group.
      if signal == SIGINT { process.sendToGroup(signal) } else { process.send(signal) }
      let result = try await process.wait(.seconds(20))
      #expect(result.status == 128 + signal)
      #expect(result.errors.contains("cancelling job j1"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }

  /// The loader waits for room, which only the mappers that wait at the gate could make.
  @Test func signalEndsARunThatIsLoading() async throws {
    try await Workspace.run { workspace in
      let line = Array(String(repeating: "-", count: 9_999).utf8) + [10]
      let gate = Gate(workspace, "gate")
      let process = try workspace.start(mr: [
        "run", "--plugin", try FixturePlugins.build("gated"),
        "--input", try workspace.write("in", Array(repeating: line, count: 4_000).flatMap { $0 }),
        "--format", "text", "--output", workspace.path("output"), "--store-memory", "64",
        "--param", "map_gate=\(gate.path)",
      ])
      try await gate.reached()
      process.sendToGroup(SIGINT)
      #expect(try await process.wait(.seconds(20)).status == 128 + SIGINT)
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }

  @Test func secondSignalEndsARunAtOnce() async throws {
    try await Workspace.run { workspace in
      // This one does not stop when it is asked to.
      let input = try workspace.write("a.txt", "a\n")
      let process = try workspace.start(mr: [
        "run", "--plugin", try FixturePlugins.build("misbehaving"), "--job", "endless_loop",
        "--input", input, "--output", workspace.path("output"), "--mappers", "1", "--reducers", "1",
      ])
      try await eventually("mapping") { process.errors.contains("mapping begins") }
      process.sendToGroup(SIGINT)
      try await eventually("cancelling") { process.errors.contains("cancelling") }
      process.sendToGroup(SIGINT)
      #expect(try await process.wait(.seconds(20)).status == 128 + SIGINT)
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }

  @Test func signalBeforeTheJobEndsARun() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("a.txt", "a\n")
      // The master waits for this one.
      let programs = workspace.path("programs")
      let memcached = try workspace.write(
        "programs/memcached", "#!/bin/sh\ntouch \"$TMPDIR/started\"\nexec sleep 60\n")
      chmod(memcached, 0o700)
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let process = try workspace.start(
        mr: [
          "run", "--plugin", "wordcount", "--input", input, "--output", workspace.path("output"),
        ], environment: ["PATH": "\(programs):\(path)"])
      let started = workspace.temporary + "/started"
      try await eventually("a memcached") { FileManager.default.fileExists(atPath: started) }
      unlink(started)
      process.sendToGroup(SIGINT)
      let result = try await process.wait(.seconds(20))
      #expect(result.status == 128 + SIGINT, "\(result.errors)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func signalEndsAMaster(_ signal: Int32) async throws {
    try await Workspace.run { workspace in
      let gate = Gate(workspace, "gate")
      let input = try workspace.write("a.txt", "a\nb\n")
      let master = try await Master.start(in: workspace)
      let idle = try await master.cluster(mappers: 1, reducers: 1)
      let busy = try await master.cluster(mappers: 1, reducers: 1)
      #expect(idle != busy)
      _ = try await master.submit(
        to: busy, output: "output",
        [
          "--plugin", try FixturePlugins.build("gated"), "--input", input,
          "--param", "map_gate=\(gate.path)",
        ])
      try await gate.reached()
      #expect(workspace.processes.filter(\.isWorker).count == 4)
      try await master.stop(signal)
      #expect(workspace.processes.isEmpty)
    }
  }

  /// Nobody is left to clean up files, but processes must not stay.
  @Test func killedMasterTakesItsChildrenWithIt() async throws {
    try await Workspace.run { workspace in
      let master = try await Master.start(in: workspace)
      _ = try await master.cluster(mappers: 2, reducers: 1)
      master.process.send(SIGKILL)
      #expect(try await master.process.wait().status == 128 + SIGKILL)
      try await eventually("the end of its children", within: .seconds(5)) {
        workspace.processes.isEmpty
      }
    }
  }

  /// A worker that was started by hand is no child of the master.
  @Test func workerWithoutMasterEnds() async throws {
    try await Workspace.run { workspace in
      let master = try await Master.start(in: workspace)
      let cluster = try await master.cluster(mappers: 1, reducers: 1)
      let worker = try workspace.start(mr: [
        "worker", "--master", master.address, "--cluster", cluster, "--role", "mapper",
      ])
      _ = try await master.cluster(cluster, has: 3)
      master.process.send(SIGKILL)
      _ = try await master.process.wait()
      let result = try await worker.wait(.seconds(30))
      #expect(result.status == 1)
      #expect(result.errors.contains("the master does not answer any more"), "\(result.errors)")
    }
  }

  @Test func stoppingAClusterEndsItsWorkersOnly() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        let first = try await master.cluster(mappers: 1, reducers: 1)
        let second = try await master.cluster(mappers: 1, reducers: 1)
        let byHand = try workspace.start(mr: [
          "worker", "--master", master.address, "--cluster", first, "--role", "reducer",
        ])
        _ = try await master.cluster(first, has: 3)
        #expect(try await master.succeed(["cluster", "stop", first]) == "\(first) stopped")
        #expect(try await byHand.wait().status == 0)
        #expect(master.workers.keys.allSatisfy { $0.hasPrefix(second + "-") })
        #expect(master.workers.count == 2)
      }
    }
  }

  /// Starts `mr run` and waits until its job stands at a gate.
  private func gatedRun(_ workspace: Workspace, _ phase: String) async throws -> RunningProcess {
    let gate = Gate(workspace, "gate")
    let input = try await workspace.text("text", bytes: 300_000)
    let process = try workspace.start(mr: [
      "run", "--plugin", try FixturePlugins.build("gated"), "--input", input,
      "--output", workspace.path("output"), "--param", "\(phase)_gate=\(gate.path)",
      "--mappers", "2", "--reducers", "2",
    ])
    try await gate.reached()
    return process
  }
}
