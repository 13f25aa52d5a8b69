import Foundation
import TestSupport
import Testing

/// Jobs whose intermediate data is larger than the store's memory, and workers that keep to theirs.
@Suite(.fewAtOnce) struct StoreDiskTests {
  @Test func dataLargerThanMemoryGoThroughTheDisk() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 6_000_000)
      let arguments = [
        "--plugin", try FixturePlugins.build("gated"), "--input", input, "--param", "repeat=24",
      ]
      let disk = workspace.path("disk")
      try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
      let expected = try await workspace.sequential(arguments + ["--reducers", "2"])
      let store = ["--store-memory", "64", "--store-disk", "\(disk):1G", "--worker-memory", "96"]
      try await Master.run(in: workspace, arguments: store) { master in
        let cluster = try await master.cluster()
        let job = try await master.submit(to: cluster, output: "output", arguments)
        let report = try await master.end(of: job)
        #expect(report.state == "succeeded", "\(master.log(job))")
        #expect(report.mapTasks.failedAttempts + report.reduceTasks.failedAttempts == 0)
        #expect(try workspace.parts(workspace.path("output")) == expected)
        // The disk was needed, its file has no name, and nothing was dropped from it.
        let client = try MemcachedClient(master.store)
        #expect(try client.statistic("extstore_bytes_written") > 50_000_000)
        #expect(try client.statistic("extstore_objects_evicted") == 0)
        #expect(try workspace.files(in: disk) == [])
        try await eventually("an empty store") { try client.items() == 0 }
        for (worker, process) in master.workers {
          let peak = try #require(process.peakMemory)
          #expect(peak < 96 << 20, "\(worker)")
        }
      }
      #expect(try workspace.files(in: disk) == [])
    }
  }

  @Test func aDiskThatIsTooSmallIsAnErrorWithTheSize() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 9_000_000)
      let errors = try await workspace.failure([
        "--plugin", try FixturePlugins.build("gated"), "--input", input, "--param", "repeat=90",
        "--store-memory", "64", "--store-disk", "\(workspace.directory):128M",
      ])
      #expect(errors.contains("does not fit into the store"), "\(errors)")
      #expect(errors.contains("--store-disk DIRECTORY:1G"), "\(errors)")
    }
  }

  @Test func whatIsWrongWithADiskIsSaid() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "line\n")
      func errors(_ disk: String, environment: [String: String] = [:]) async throws -> String {
        let result = try await workspace.mr(
          [
            "run", "--plugin", "wordcount", "--input", input, "--output",
            workspace.path("output"), "--store-memory", "30000", "--store-disk", disk,
          ], environment: environment)
        #expect(result.status == 1)
        return result.errors
      }
      let missing = try await errors("\(workspace.directory)/none:1G")
      #expect(missing.contains("none\" for the store: No such file or directory"), "\(missing)")
      let large = try await errors("\(workspace.directory):29T")
      #expect(large.contains("does not have room for"), "\(large)")
      #expect(large.contains("MiB are free"), "\(large)")

      // A memcached that does not know of disks. A process of its own writes the program: children
      // that other tests start meanwhile would have it open, too.
      let fake = try workspace.write(
        "memcached", "#!/bin/sh\n[ \"$1\" = -h ] && echo memcached 1.6 || exit 64\n")
      _ = try await workspace.shell(
        "mkdir \"$1\" && install \"$2\" \"$1\"", workspace.path("bin"), fake)
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let old = try await errors(
        "\(workspace.directory):1G", environment: ["PATH": "\(workspace.path("bin")):\(path)"])
      #expect(old.contains("built without extstore"), "\(old)")
    }
  }
}
