import Foundation
import TestSupport
import Testing

/// Workers that die or hang, and a store that loses blocks: the job still ends with the same bytes.
@Suite(.fewAtOnce) struct FaultTests {
  @Test func mapperIsKilled() async throws {
    try await survives(gateAt: "map") { master, job in
      let worker = try await master.worker(of: "map task 0", job: job)
      kill(worker.pid, SIGKILL)
      try await master.logged(job, "map task 0 attempt 0 failed on")
    }
  }

  @Test func reducerIsKilled() async throws {
    try await survives(gateAt: "reduce") { master, job in
      let worker = try await master.worker(of: "reduce task 0", job: job)
      kill(worker.pid, SIGKILL)
      try await master.logged(job, "reduce task 0 attempt 0 failed on")
      let report = try await master.report(job)
      #expect(report.reduceTasks.failedAttempts == 1 && report.mapTasks.failedAttempts == 0)
    }
  }

  @Test func everyWorkerIsKilledOnce() async throws {
    try await survives(gateAt: "map") { master, job in
      let workers = master.workers
      for worker in workers.values { kill(worker.pid, SIGKILL) }
      try await eventually("new workers") {
        let now = master.workers
        // Clean ones may be on their way besides.
        return now.count >= 4 && workers.keys.allSatisfy { now[$0] == nil }
      }
    }
  }

  /// A mapper that dies after its map task arrived takes nothing with it: the blocks are in the
  /// store.
  @Test func mapperIsKilledDuringReduce() async throws {
    try await survives(gateAt: "reduce") { master, job in
      for worker in master.workers.values where worker.value(of: "--role") == "mapper" {
        kill(worker.pid, SIGKILL)
      }
    }
  }

  @Test func hangingWorkerLosesItsTask() async throws {
    try await survives(gateAt: "map") { master, job in
      let worker = try await master.worker(of: "map task 0", job: job)
      kill(worker.pid, SIGSTOP)
      try await master.logged(job, "map task 0 attempt 1 started on")
    }
  }

  @Test func storeForgetsEverythingDuringMap() async throws {
    try await survives(gateAt: "map", "of the input is lost from the store") { master, _ in
      try MemcachedClient(master.store).flush()
    }
  }

  @Test func storeForgetsEverythingDuringReduce() async throws {
    // One reducer has to wait for the other, so that it has not fetched anything yet.
    try await survives(gateAt: "reduce", "is lost (1st loss)", reducers: 1) { master, _ in
      try MemcachedClient(master.store).flush()
    }
  }

  @Test func blocksAreDamagedDuringMap() async throws {
    try await survives(gateAt: "map", "of the input is lost from the store") { master, _ in
      try MemcachedClient(master.store).spoil()
    }
  }

  @Test func blocksAreDamagedDuringReduce() async throws {
    try await survives(gateAt: "reduce", "is lost (1st loss)", reducers: 1) { master, _ in
      try MemcachedClient(master.store).spoil()
    }
  }

  /// Its workers die as soon as they are there, whoever runs on them.
  @Test func aClusterThatIsGivenUpSaysWhy() async throws {
    try await Workspace.run { workspace in
      let first = try await Master.start(in: workspace)
      let cluster = try await first.cluster(mappers: 1, reducers: 1)
      try await eventually("the cluster's end") {
        for worker in first.workers.values { kill(worker.pid, SIGKILL) }
        return first.process.errors.contains("cluster \(cluster) ends")
      }
      func says(_ master: Master) async throws {
        let reason = "workers of cluster \(cluster) ended within"
        let text = try await master.succeed(["cluster", "show", cluster])
        #expect(
          text.contains("\(cluster) stopped") && text.contains("killed by signal 9"), "\(text)")
        let json = try await master.succeed(["cluster", "show", cluster, "--json"])
        let report = try JSONDecoder().decode(ClusterReport.self, from: Data(json.utf8))
        #expect(report.state == "stopped" && report.error?.contains(reason) == true, "\(json)")
        let list = try await master.succeed(["cluster", "list"])
        #expect(list.contains(reason), "\(list)")
        let all = try await master.succeed(["cluster", "list", "--json"])
        let reports = try JSONDecoder().decode([ClusterReport].self, from: Data(all.utf8))
        #expect(reports.first?.error == report.error)
      }
      try await says(first)
      try await first.stop(SIGTERM)
      // The next master has it from the journal.
      let next = try await Master.start(in: workspace)
      try await says(next)
      try await next.stop(SIGTERM)
    }
  }

  /// A worker that was given up finishes its attempt nevertheless, while the job still runs.
  @Test func lateAttemptChangesNothing() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 3_000_000)
      let (mapGate, reduceGate) = (Gate(workspace, "map"), Gate(workspace, "reduce"))
      let arguments = [
        "--plugin", try FixturePlugins.build("gated"), "--input", input, "--reducers", "2",
        "--task-size", "1",
      ]
      let expected = try await workspace.sequential(arguments)
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        // The master does not kill this one when it gives it up: it did not start it.
        let late = try workspace.start(mr: [
          "worker", "--master", master.address, "--cluster", cluster, "--role", "mapper",
        ])
        let job = try await master.submit(
          to: cluster, output: "output",
          arguments + [
            "--param", "map_gate=\(mapGate.path)", "--param", "reduce_gate=\(reduceGate.path)",
          ])
        // The other mapper cannot take all tasks: it stands at the gate with its first.
        try await master.logged(job, "started on \(cluster)-w3")
        late.send(SIGSTOP)
        try mapGate.open()
        try await master.logged(job, "may run")
        late.send(SIGCONT)
        _ = try await late.wait()
        try reduceGate.open()
        let report = try await master.end(of: job)
        #expect(report.state == "succeeded", "\(master.log(job))")
        #expect(try workspace.parts(workspace.path("output")) == expected)
      }
    }
  }

  /// Three workers, of whatever role, die when so many attempts have started.
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func anyWorkersMayDieAtAnyTime(_ seed: UInt64) async throws {
    try await Workspace.run { workspace in
      var random = SeededGenerator(seed: seed)
      let input = try await workspace.text("text", bytes: 3_000_000)
      let arguments = ["--plugin", "inverted-index", "--input", input, "--reducers", "3"]
      let expected = try await workspace.sequential(arguments)
      let store = try MemcachedProcess.start(memoryMB: 256)
      defer { store.stop() }
      try await Master.run(in: workspace, arguments: ["--store", store.address]) { master in
        let cluster = try await master.cluster()
        let job = try await master.submit(to: cluster, output: "output", arguments)
        for starts in (0..<3).map({ _ in Int.random(in: 1...9, using: &random) }).sorted() {
          try await eventually("\(starts) attempts") {
            let log = master.log(job)
            return log.contains("succeeded") || log.matches(of: /started on/).count >= starts
          }
          let workers = master.workers.sorted { $0.key < $1.key }
          if let victim = workers.randomElement(using: &random) { kill(victim.value.pid, SIGKILL) }
        }
        let report = try await master.end(of: job)
        #expect(report.state == "succeeded", "\(master.log(job))")
        #expect(try workspace.parts(workspace.path("output")) == expected)
        // The dead left blocks behind: they are found and deleted too.
        let client = try MemcachedClient(store.address)
        try await eventually("an empty store") { try client.items() == 0 }
      }
    }
  }

  /// Runs a job that stops at a gate, does something to it there, lets it go on and compares.
  /// - Parameters:
  ///   - trace: what the job's log is to tell of it.
  ///   - reducers: of the cluster; the job has two partitions.
  private func survives(
    gateAt phase: String, _ trace: String = "", reducers: Int = 2,
    _ harm: (Master, _ job: String) async throws -> Void
  ) async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 2_000_000)
      let gate = Gate(workspace, "gate")
      let arguments = ["--plugin", try FixturePlugins.build("gated"), "--input", input]
      let expected = try await workspace.sequential(arguments + ["--reducers", "2"])
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(reducers: reducers)
        let job = try await master.submit(
          to: cluster, output: "output",
          arguments + ["--reducers", "2", "--param", "\(phase)_gate=\(gate.path)"])
        try await gate.reached()
        try await harm(master, job)
        try gate.open()
        let report = try await master.end(of: job)
        #expect(trace.isEmpty || master.log(job).contains(trace), "\(master.log(job))")
        #expect(
          report.state == "succeeded", "\(String(describing: report.error))\n\(master.log(job))")
        #expect(try workspace.parts(workspace.path("output")) == expected)
      }
    }
  }

  @Test func memcachedDies() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 500_000)
      let gate = Gate(workspace, "gate")
      let process = try workspace.start(mr: [
        "run", "--plugin", try FixturePlugins.build("gated"), "--input", input,
        "--output", workspace.path("output"), "--param", "map_gate=\(gate.path)",
      ])
      try await gate.reached()
      for process in workspace.processes where process.isMemcached { kill(process.pid, SIGKILL) }
      let result = try await process.wait()
      #expect(result.status == 1)
      #expect(result.errors.contains("memcached was killed by signal 9"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }
}
