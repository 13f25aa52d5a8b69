import Foundation
import PluginHost
import TestSupport
import Testing

/// `--sandbox`: what a plugin may do while it works.
@Suite(.fewAtOnce) struct SandboxedWorkerTests {
  private static let small = ["--mappers", "1", "--reducers", "1", "--store-memory", "64"]

  private func look(_ workspace: Workspace, _ more: [String], _ variables: [String: String] = [:])
    async throws -> [String: String]
  {
    let library = workspace.path("prying.so")
    unlink(library)
    try FileManager.default.copyItem(atPath: FixturePlugins.build("prying"), toPath: library)
    let input = try workspace.write("in.txt", "one\n")
    let (parts, _) = try await workspace.run(
      ["--plugin", library, "--input", input] + Self.small + more, environment: variables)
    // It wrote into what it took for its own.
    unlink("\(workspace.temporary)/file")
    let text = parts.sortedLines.text.prefix { $0 != "\t" }
    return Dictionary(
      uniqueKeysWithValues: text.split(separator: ";").map { pair in
        let parts = pair.split(separator: "=")
        return (String(parts[0]), String(parts[1]))
      })
  }

  /// Builds a plugin with one job.
  /// - Parameter map: the source of its function of that name, and what that includes beside the header.
  private func plugin(_ name: String, in workspace: Workspace, _ map: String) async throws -> String
  {
    let source = try workspace.write(
      "\(name).c",
      """
      #include <mapreduce.h>
      \(map)
      static const mr_job job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "job",
        .key_type = MR_BYTES, .value_type = MR_BYTES, .map = map};
      static const mr_job *const jobs[] = {&job};
      static const mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION,
        .name = "\(name)", .job_count = 1, .jobs = jobs};
      const mr_plugin *mr_plugin_entry(void) { return &plugin; }
      """)
    let library = workspace.path("\(name).so")
    _ = try await workspace.shell(
      #"cc -D_GNU_SOURCE -shared -fPIC -I "$3" -o "$2" "$1""#, source, library,
      "\(Checkout.root)/Sources/CMapReduce/include")
    return library
  }

  @Test(.enabled(if: Sandbox.revision >= 6, "the kernel cannot see to all of it"))
  func aPluginMayDoLittle() async throws {
    try await Workspace.run { workspace in
      let seen = try await look(workspace, ["--sandbox"])
      for (name, outcome) in [
        ("beside", "EACCES"), ("truncate", "EACCES"), ("connect", "EACCES"), ("signal", "EPERM"),
        ("temporary", "ok"), ("privileges", "1"), ("core", "0"),
        // What Landlock knows nothing of.
        ("mode", "EPERM"), ("fmode", "EPERM"), ("owner", "EPERM"), ("times", "EPERM"),
        ("attribute", "EPERM"), ("multipath", "EPERM"), ("fast", "EPERM"), ("listen", "EPERM"),
      ] {
        #expect(seen[name] == outcome, "\(name) \(seen)")
      }
    }
  }

  @Test func withoutOneItMayDoAll() async throws {
    try await Workspace.run { workspace in
      let seen = try await look(workspace, [])
      #expect(seen["beside"] == "ok" && seen["connect"] == "ECONNREFUSED", "\(seen)")
      #expect(seen["core"] == "0")
      for name in ["mode", "fmode", "owner", "times", "attribute", "multipath", "fast", "listen"] {
        #expect(seen[name] == "ok", "\(name) \(seen)")
      }
      let cores = try await look(workspace, [], ["MR_CORES": "1"])
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
      #expect(cores["core"] == "\(limit.rlim_max)")
    }
  }

  /// Hashed and divided by ranges, with a sample that is mapped before.
  @Test(.enabled(if: Sandbox.revision > 0)) func resultsAreTheSame() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("in", bytes: 300_000)
      for plugin in ["wordcount", "sort"] {
        let job = ["--plugin", plugin, "--input", input, "--mappers", "2", "--reducers", "3"]
        let (plain, _) = try await workspace.run(job)
        let (boxed, _) = try await workspace.run(job + ["--sandbox"])
        #expect(plain == boxed)
      }
    }
  }

  /// In a sandbox or not.
  @Test func itsMemoryIsBounded() async throws {
    try await Workspace.run { workspace in
      let library = try await plugin(
        "large", in: workspace,
        """
        #include <stdlib.h>
        #include <sys/mman.h>
        static mr_status map(void *instance, mr_task *task, const mr_source *source,
                             const mr_record *records, size_t count) {
          (void)instance, (void)source, (void)records, (void)count;
          void *memory = mmap(0, 6ul << 30, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
          if (memory == MAP_FAILED) abort();
          mr_record record = {mr_string("fine"), mr_string("")};
          return task->host->emit(task, &record, 1);
        }
        """)
      let input = try workspace.write("in.txt", "one\n")
      let job = ["--plugin", library, "--input", input, "--store-memory", "64", "--on-bad", "fail"]
      _ = try await workspace.run(job + ["--mappers", "1", "--worker-memory", "2560"])
      for more in Sandbox.revision > 0 ? [[], ["--sandbox"]] : [[]] {
        let errors = try await workspace.failure(job + more)
        let bound = "it may have 4352 MiB of data, and more with --worker-memory"
        #expect(errors.contains(bound), "\(errors)")
      }
    }
  }

  /// It can open the master's socket, as a program of its user.
  @Test(.enabled(if: Sandbox.revision > 0), arguments: [true, false])
  func aPluginIsNoUserOfItsMaster(isBoxed: Bool) async throws {
    try await Workspace.run { workspace in
      let arguments = ["--store-memory", "64"] + (isBoxed ? ["--sandbox"] : [])
      try await Master.run(in: workspace, arguments: arguments) { master in
        let command =
          "exec '\(Checkout.mr)' jobs --master '\(master.address)' >/dev/null"
        let library = try await plugin(
          "caller", in: workspace,
          """
          #include <stdlib.h>
          static mr_status map(void *instance, mr_task *task, const mr_source *source,
                               const mr_record *records, size_t count) {
            (void)instance, (void)source, (void)records, (void)count;
            int status = system("\(command)");
            mr_record record = {mr_string(status == 0 ? "answered" : "refused"), mr_string("")};
            return task->host->emit(task, &record, 1);
          }
          """)
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let job = try await master.submit(
          to: cluster, output: "output",
          ["--plugin", library, "--input", try workspace.write("in.txt", "one\n")])
        #expect(try await master.end(of: job).state == "succeeded")
        let text = try workspace.parts(workspace.path("output")).sortedLines.text
        #expect(text.hasPrefix(isBoxed ? "refused" : "answered"), "\(text) \(master.log(job))")
      }
    }
  }

  /// It has no worker above it any more.
  @Test(arguments: [true, false]) func neitherIsWhatAPluginLeaves(isBoxed: Bool) async throws {
    try await Workspace.run { workspace in
      let arguments = ["--store-memory", "64"] + (isBoxed ? ["--sandbox"] : [])
      try await Master.run(in: workspace, arguments: arguments) { master in
        let library = try await plugin(
          "leaver", in: workspace,
          """
          #include <signal.h>
          #include <stdlib.h>
          #include <unistd.h>
          static mr_status map(void *instance, mr_task *task, const mr_source *source,
                               const mr_record *records, size_t count) {
            (void)instance, (void)task, (void)source, (void)records, (void)count;
            if (fork() == 0) {
              setsid();
              if (fork() != 0) _exit(0);
              usleep(500000);
              execl("\(Checkout.mr)", "mr", "token", "create", "left", "--role", "admin",
                    "--master", "\(master.address)", (char *)0);
              _exit(1);
            }
            kill(getpid(), SIGKILL);
            return MR_OK;
          }
          """)
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let job = try await master.submit(
          to: cluster, output: "output",
          [
            "--plugin", library, "--input", try workspace.write("in.txt", "one\n"), "--on-bad",
            "fail",
          ])
        #expect(try await master.end(of: job).state == "failed")
        // Without a sandbox all is done with its user's rights.
        try await Task.sleep(for: .seconds(1))
        try await eventually("all of them to have ended") {
          !workspace.processes.contains { $0.arguments.contains("left") }
        }
        #expect(try await master.succeed(["token", "list"]).contains("left") == !isBoxed)
      }
    }
  }

  /// It joins once for each plugin, as a process of its own.
  @Test(.enabled(if: Sandbox.revision > 0)) func aMasterWithSandboxesTakesNoWorkerWithoutOne()
    async throws
  {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Master.inANetwork + ["--sandbox"]) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let words = ["worker", "--join", master.contact, "--cluster", cluster, "--role", "mapper"]
        let refused = try await workspace.mr(words)
        #expect(refused.status == 1 && refused.errors.contains("`mr worker --sandbox`"))
        let guest = try workspace.start(mr: words + ["--sandbox"])
        _ = try await master.cluster(cluster, has: 3)
        try await eventually("the worker's process; \(guest.errors)") {
          workspace.processes.contains { $0.arguments.last == "--joined" }
        }
        let process = try #require(workspace.processes.first { $0.arguments.last == "--joined" })
        try await eventually("its sandbox") {
          try String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8).contains(
            "NoNewPrivs:\t1")
        }
        let input = try await workspace.text("in", bytes: 3_000_000)
        for plugin in ["wordcount", "inverted-index"] {
          let arguments = ["--plugin", plugin, "--input", input, "--task-size", "1"]
          let job = try await master.submit(to: cluster, output: plugin, arguments + ["--sandbox"])
          #expect(try await master.end(of: job).state == "succeeded", "\(master.log(job))")
          let expected = try await workspace.sequential(arguments)
          #expect(
            try workspace.parts(workspace.path(plugin)).sortedLines == expected.sortedLines)
        }
        _ = try await master.succeed(["cluster", "stop", cluster])
        #expect(try await guest.wait().status == 0, "\(guest.errors)")
      }
    }
  }

  @Test func aJobThatWantsSandboxesIsRefusedWithout() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "one\n")
      let spec = try workspace.write(
        "job.yaml",
        "plugin: wordcount\ninput: \(input)\noutput: \(workspace.path("o"))\nsandbox: true\n")
      try await Master.run(in: workspace, arguments: ["--store-memory", "64"]) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let result = try await master.mr("submit", "--cluster", cluster, "--spec", spec)
        #expect(result.status == 1 && result.errors.contains("Start the master with --sandbox"))
      }
    }
  }

  @Test func inOneProcessThereIsNone() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "one\n")
      let result = try await workspace.mr([
        "run", "--plugin", "wordcount", "--input", input, "--output", workspace.path("o"),
        "--sequential", "--sandbox",
      ])
      #expect(result.status == 64)
    }
  }
}
