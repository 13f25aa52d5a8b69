import Foundation
import TestSupport
import Testing

/// What lies in memcached, and what happens when it is small.
@Suite(.fewAtOnce) struct StoreTests {
  @Test func poolIsUsedAndLeftEmpty() async throws {
    try await Workspace.run { workspace in
      let servers = try [MemcachedProcess.start(), MemcachedProcess.start()]
      defer { for server in servers { server.stop() } }
      let clients = try servers.map { try MemcachedClient($0.address) }
      let pool = servers.map(\.address).joined(separator: ",")
      let input = try await workspace.text("text", bytes: 6_000_000)
      let gate = Gate(workspace, "gate")
      let arguments = ["--plugin", try FixturePlugins.build("gated"), "--input", input]
      let expected = try await workspace.sequential(arguments + ["--reducers", "2"])

      try await Master.run(in: workspace, arguments: ["--store", pool]) { master in
        #expect(workspace.processes.filter(\.isMemcached).isEmpty)
        let cluster = try await master.cluster()
        let job = try await master.submit(
          to: cluster, output: "output",
          arguments + ["--param", "reduce_gate=\(gate.path)"])
        try await gate.reached()
        // Blocks go to all servers.
        for client in clients { #expect(try client.items() > 0) }
        try gate.open()
        #expect(try await master.end(of: job).state == "succeeded")
        #expect(try workspace.parts(workspace.path("output")) == expected)
        try await eventually("an empty store") { try clients.allSatisfy { try $0.items() == 0 } }

        // Neither does a job that is cancelled or fails leave anything.
        let stuck = try await master.submit(
          to: cluster, output: "stuck",
          arguments + ["--param", "map_gate=\(workspace.path("closed"))"])
        try await master.logged(stuck, "map task 0 attempt 0 started")
        _ = try await master.succeed(["cancel", stuck])
        #expect(try await master.end(of: stuck).state == "cancelled")
        let failing = try await master.submit(
          to: cluster, output: "failing",
          [
            "--plugin", try FixturePlugins.build("misbehaving"), "--job", "finish_fails",
            "--input", input,
          ])
        #expect(try await master.end(of: failing).state == "failed")
        try await eventually("an empty store") { try clients.allSatisfy { try $0.items() == 0 } }
      }
    }
  }

  /// Loading waits for mapping, so that only a part of the input is in the store at once.
  @Test func inputMayBeLargerThanTheStore() async throws {
    try await Workspace.run { workspace in
      // Of one letter, which a debug build counts fast.
      let line = Array(String(repeating: "-", count: 9_999).utf8) + [10]
      let block = Array(repeating: line, count: 2_000).flatMap { $0 }
      for index in 0..<8 {
        try workspace.write("in/\(index)", block + Array("end\(index)x\n".utf8))
      }
      let (parts, report) = try await workspace.run([
        "--plugin", "wordcount", "--input", workspace.path("in/*"), "--format", "text",
        "--store-memory", "64", "--mappers", "2", "--reducers", "1",
      ])
      #expect(parts.sortedLines.text == "end\t8\nx\t8\n")
      #expect((report.counters["MAP_INPUT_BYTES"] ?? 0) > 160_000_000)
    }
  }

  @Test func intermediateDataLargerThanTheStoreIsAnError() async throws {
    try await Workspace.run { workspace in
      let line = String(repeating: "intermediate ", count: 80) + "\n"
      let input = try workspace.write("in.txt", String(repeating: line, count: 2_000))
      let errors = try await workspace.failure([
        "--plugin", try FixturePlugins.build("gated"), "--input", input, "--param", "repeat=100",
        "--store-memory", "64",
      ])
      // Which of the two comes first is a matter of how much arrives at once.
      #expect(
        errors.contains("does not fit into the store") || errors.contains("it has no room"),
        "\(errors)")
      #expect(errors.contains("--store-memory"), "\(errors)")
    }
  }

  @Test func storeThatDoesNotAnswerIsNamed() async throws {
    try await Workspace.run { workspace in
      let server = try MemcachedProcess.start()
      server.stop()
      let result = try await workspace.mr([
        "run", "--plugin", "wordcount", "--input", try workspace.write("a.txt", "a"),
        "--output", workspace.path("output"), "--store", server.address,
      ])
      #expect(result.status == 1)
      #expect(result.errors.contains(server.address), "\(result.errors)")
    }
  }

  /// Workers that see neither the plugin nor the output directory get the one and give the other
  /// through the store.
  @Test func workersNeedNoSharedFiles() async throws {
    try #require(getuid() == 0, "hiding directories from a process takes root")
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 1_000_000)
      for name in ["plugins", "outputs"] {
        try FileManager.default.createDirectory(
          atPath: workspace.path(name), withIntermediateDirectories: true)
      }
      let library = workspace.path("plugins/lib.so")
      try FileManager.default.copyItem(atPath: try FixturePlugins.build("gated"), toPath: library)
      let arguments = ["--plugin", library, "--input", input, "--reducers", "3"]
      let expected = try await workspace.sequential(arguments)

      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let workers = try await remoteWorkers(master, cluster)
        let remote = try await master.cluster(cluster, has: 4).workers.map(\.worker)
          .filter { master.workers[$0] == nil }
        #expect(remote.count == 2)

        // Each gate opens when all workers of the role have a task.
        let (mapGate, reduceGate) = (Gate(workspace, "map"), Gate(workspace, "reduce"))
        let job = try await master.submit(
          to: cluster, output: "outputs/job",
          arguments + [
            "--param", "map_gate=\(mapGate.path)", "--param", "reduce_gate=\(reduceGate.path)",
          ])
        for (gate, kind) in [(mapGate, "map"), (reduceGate, "reduce")] {
          try await master.logged(job, "\(kind) task 0 attempt 0 started")
          try await master.logged(job, "\(kind) task 1 attempt 0 started")
          try gate.open()
        }
        let report = try await master.end(of: job)
        let log = master.log(job)
        #expect(report.state == "succeeded", "\(log)")
        #expect(try workspace.parts(workspace.path("outputs/job")) == expected)
        #expect(report.mapTasks.failedAttempts == 0, "\(log)")
        for worker in remote { #expect(log.contains("finished on \(worker)\n"), "\(log)") }
        _ = try await master.succeed(["cluster", "stop", cluster])
        for worker in workers { _ = try await worker.wait() }
      }
    }
  }

  /// A mapper and a reducer on what might be another host: at the plugin's path lies another
  /// plugin, and the directory of the output is another.
  private func remoteWorkers(_ master: Master, _ cluster: String) async throws -> [RunningProcess] {
    let script = """
      mount -t tmpfs none "$1/outputs"
      mount -t tmpfs none "$1/plugins"
      cp "$2" "$1/plugins/lib.so"
      exec "$3" worker --master "$4" --cluster "$5" --role "$6"
      """
    let plugin = try FixturePlugins.build("misbehaving")
    return try ["mapper", "reducer"].map { role in
      try master.workspace.start([
        "unshare", "--mount", "bash", "-ec", script, "bash", master.workspace.directory, plugin,
        Checkout.mr, master.address, cluster, role,
      ])
    }
  }
}
