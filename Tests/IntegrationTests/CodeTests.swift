import Foundation
import TestSupport
import Testing

/// One process, one plugin: on a cluster that lives on, each job runs the code that it was accepted
/// with, in a process that no other code was in.
@Suite(.fewAtOnce) struct CodeTests {
  private func lines(_ workspace: Workspace, _ count: Int = 100) throws -> String {
    try workspace.write("lines.txt", String(repeating: "line\n", count: count))
  }

  /// Runs a job on a cluster and gives its output.
  private func output(
    _ master: Master, _ cluster: String, _ name: String, _ arguments: [String]
  ) async throws -> String {
    let job = try await master.submit(to: cluster, output: name, arguments)
    let report = try await master.end(of: job)
    try #require(report.state == "succeeded", "\(master.log(job))")
    let parts = try master.workspace.files(in: master.workspace.path(name))
    return try parts.filter { $0.hasPrefix("part-") }.map {
      try String(contentsOfFile: master.workspace.path("\(name)/\($0)"), encoding: .utf8)
    }.joined()
  }

  /// The workers that a job ran on.
  private func workers(_ master: Master, _ job: String) -> Set<String> {
    Set(master.log(job).matches(of: /started on (\S+)/).map { String($0.1) })
  }

  @Test(arguments: [
    "mask", "directory", "limit", "signal", "variable", "locale", "timer", "file", "thread",
    "child", "orphan", "memory",
  ])
  func whatAPluginDoesToItsProcessEndsWithItsJob(dirt: String) async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("dirty")
      let job = ["--plugin", plugin, "--input", try lines(workspace), "--param", "dirt=\(dirt)"]
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        for round in 1...3 {
          #expect(try await output(master, cluster, "\(dirt)\(round)", job) == "lines\t100\n")
          let part = workspace.path("\(dirt)\(round)/part-r-00000")
          let mode = try FileManager.default.attributesOfItem(atPath: part)[.posixPermissions]
          #expect(mode as? Int == 0o644)
        }
        let mappers = (1...3).map { round in
          master.log("j\(round)").matches(of: /map task \d+ attempt \d+ started on (\S+)/).map {
            String($0.1)
          }
        }
        #expect(Set(mappers.flatMap(\.self)).count == 3, "\(mappers): each had one of its own")
      }
    }
  }

  @Test func aCleanProcessServesTheNextJobWithItsCode() async throws {
    try await Workspace.run { workspace in
      let input = try lines(workspace)
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        for (round, dirt) in ["", "", "x", ""].enumerated() {
          let job = ["--plugin", try FixturePlugins.build("dirty"), "--input", input]
          let more = dirt.isEmpty ? [] : ["--param", "dirt=\(dirt)"]
          #expect(try await output(master, cluster, "o\(round)", job + more) == "lines\t100\n")
        }
        #expect(workers(master, "j1") == workers(master, "j2"))
        // Other parameters may be what a library has kept.
        #expect(workers(master, "j3").isDisjoint(with: workers(master, "j1")))
        #expect(workers(master, "j4") == workers(master, "j1"))
      }
    }
  }

  @Test func pluginsTakeTurns() async throws {
    try await Workspace.run { workspace in
      let input = try lines(workspace)
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 2, reducers: 1)
        // More than a process has static memory for threads, and than a cluster keeps.
        var random = SeededGenerator(seed: 7)
        for round in 0..<24 {
          let factor = Int.random(in: 1...9, using: &random)
          let plugin = try FixturePlugins.build("factor", defect: "\(factor)")
          let result = try await output(
            master, cluster, "o\(round)", ["--plugin", plugin, "--input", input])
          #expect(result == "lines\t\(100 * factor)\n")
        }
      }
    }
  }

  @Test func aPluginIsBuiltAnewBetweenJobs() async throws {
    try await Workspace.run { workspace in
      let input = try lines(workspace)
      let plugin = workspace.path("mine.so")
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        for factor in 1...4 {
          let built = try FixturePlugins.build("factor", defect: "\(factor)")
          // In place, as `cp` does, and under a new name.
          let command = factor % 2 == 0 ? "cp" : "install"
          #expect(try await workspace.tool(command, built, plugin).status == 0)
          let result = try await output(
            master, cluster, "o\(factor)", ["--plugin", plugin, "--input", input])
          #expect(result == "lines\t\(100 * factor)\n")
        }
      }
    }
  }

  /// The file of a running job's plugin is overwritten with rubbish, then removed.
  @Test(arguments: [
    "cp /dev/null", "dd if=/dev/urandom bs=64k count=1 conv=notrunc status=none of=", "rm",
  ])
  func aRunningJobHasItsOwnCopy(command: String) async throws {
    try await Workspace.run { workspace in
      let input = try lines(workspace)
      let (mapGate, reduceGate) = (Gate(workspace, "map"), Gate(workspace, "reduce"))
      let plugin = workspace.path("gated.so")
      _ = try await workspace.tool("cp", try FixturePlugins.build("gated"), plugin)
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let job = try await master.submit(
          to: cluster, output: "output",
          [
            "--plugin", plugin, "--input", input, "--param", "map_gate=\(mapGate.path)",
            "--param", "reduce_gate=\(reduceGate.path)",
          ])
        try await mapGate.reached()
        let separator = command.hasSuffix("=") ? "" : " "
        _ = try await workspace.shell("\(command)\(separator)\"$1\"", plugin)
        try mapGate.open()
        try await reduceGate.reached()
        try reduceGate.open()
        #expect(try await master.end(of: job).state == "succeeded", "\(master.log(job))")
      }
    }
  }

  /// What a plugin brings along lies beside it, and may be built anew as well.
  @Test func whatAPluginNeedsIsFoundBesideIt() async throws {
    try await Workspace.run { workspace in
      let input = try lines(workspace)
      let source = try workspace.write(
        "plugin.c",
        """
        #include <mapreduce.h>
        int64_t factor(void);
        static mr_status map(void *instance, mr_task *task, const mr_source *source,
                             const mr_record *records, size_t count) {
          (void)instance, (void)source, (void)records;
          int64_t lines = (int64_t)count * factor();
          mr_record record = {mr_string("lines"), mr_make_bytes(&lines, 8)};
          return task->host->emit(task, &record, 1);
        }
        static const mr_job job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "lines",
                                   .key_type = MR_UTF8, .value_type = MR_INT64,
                                   .combiner = "sum", .map = map};
        static const mr_job *const jobs[] = {&job};
        static const mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION,
                                         .name = "needs", .job_count = 1, .jobs = jobs};
        const mr_plugin *mr_plugin_entry(void) { return &plugin; }
        """)
      func build(_ factor: Int) async throws {
        _ = try await workspace.shell(
          """
          cd "$1"; mkdir -p lib
          echo "#include <stdint.h>
          int64_t factor(void) { return $3; }" > factor.c
          cc -shared -fPIC -o lib/libfactor.so.new factor.c && mv lib/libfactor.so.new lib/libfactor.so
          [ -e plugin.so ] || cc -shared -fPIC -I "$2/Sources/CMapReduce/include" -o plugin.so \
            plugin.c -Llib -lfactor -Wl,-rpath,'$ORIGIN/lib'
          """, workspace.directory, Checkout.root, "\(factor)")
      }
      _ = source
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        for factor in [2, 2, 5] {
          try await build(factor)
          let number = try workspace.files(in: workspace.directory).count
          let result = try await output(
            master, cluster, "o\(number)",
            ["--plugin", workspace.path("plugin.so"), "--input", input])
          #expect(result == "lines\t\(100 * factor)\n")
        }
      }
    }
  }

  /// A worker that somebody started by hand begins anew when other code has its turn.
  @Test func aWorkerByHandServesOneJobAfterTheOther() async throws {
    try await Workspace.run { workspace in
      let input = try lines(workspace)
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let byHand = try workspace.start(mr: [
          "worker", "--master", master.address, "--cluster", cluster, "--role", "mapper",
        ])
        _ = try await master.cluster(cluster, has: 3)
        for factor in [1, 2, 1, 3] {
          let plugin = try FixturePlugins.build("factor", defect: "\(factor)")
          let number = try workspace.files(in: workspace.directory).count
          let result = try await output(
            master, cluster, "o\(number)", ["--plugin", plugin, "--input", input])
          #expect(result == "lines\t\(100 * factor)\n")
          _ = try await master.cluster(cluster, has: 3)
        }
        #expect(try await master.succeed(["cluster", "stop", cluster]) == "\(cluster) stopped")
        #expect(try await byHand.wait().status == 0)
      }
    }
  }
}
