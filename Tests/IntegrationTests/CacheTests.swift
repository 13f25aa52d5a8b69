import Foundation
import TestSupport
import Testing

/// What a format read once is not read again, and never another thing than it would be.
@Suite(.fewAtOnce) struct CacheTests {
  @Test func aSecondRunReadsNothing() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace)
      let first = try await library.run()
      #expect(first.opens == 12 && first.report.counters["CACHE_MISSES"] == 12)
      let second = try await library.run()
      #expect(second.opens == 0 && second.report.counters["CACHE_HITS"] == 12)
      #expect(second.parts == first.parts)
      // What the format did beside reading is done again.
      #expect(second.report.counters["remarks"] == 12)
      #expect(
        second.report.counters["MAP_INPUT_RECORDS"] == first.report.counters["MAP_INPUT_RECORDS"])
      // Another job, and a parameter of its own.
      let other = try await library.run(["--param", "pattern=a"], plugin: "grep")
      #expect(other.opens == 0)
      let fresh = try await library.run(["--param", "pattern=a", "--no-cache"], plugin: "grep")
      #expect(fresh.opens == 12 && fresh.report.counters["CACHE_HITS"] == 0)
      #expect(other.parts == fresh.parts)
    }
  }

  @Test func aChangedDocumentCostsOne() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace)
      _ = try await library.run()
      try library.write(7, bytes: 3000, seed: 99)
      let changed = try await library.run()
      #expect(library.opened == ["b7.txt 0/1"])
      #expect(changed.parts == (try await library.run(["--no-cache"])).parts)
      // Its time alone is no change.
      let path = workspace.path("books/b3.txt")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
      #expect(try await library.run().opens == 0)
      // The format's own parameter, and another name, are.
      #expect(try await library.run(["--param", "slow=yes"]).opens == 12)
      try FileManager.default.moveItem(atPath: path, toPath: workspace.path("books/c3.txt"))
      #expect(try await library.run().opens == 1)
    }
  }

  @Test func sharesOfALargeDocumentAreKept() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 2, bytes: 9 << 18)
      let first = try await library.run()
      #expect(first.opens == 4 && first.report.counters["CACHE_MISSES"] == 2)
      let second = try await library.run()
      #expect(second.opens == 0 && second.parts == first.parts)
      // What is missing between others is read, and nothing else.
      for entry in library.entries.prefix(2) {
        try FileManager.default.removeItem(atPath: entry)
      }
      let third = try await library.run()
      #expect(third.opens == 2 && third.parts == first.parts)
    }
  }

  @Test func sequentialRunsUseItAsWell() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace)
      let first = try await library.run()
      var environment = library.environment
      environment["COUNTED_OPENS"] = workspace.path("opens-2")
      let result = try await workspace.mr(
        ["run", "--sequential", "--output", workspace.path("s")] + library.job(),
        environment: environment)
      try #require(result.status == 0, "\(result.errors)")
      #expect(try workspace.parts(workspace.path("s")) == first.parts)
      #expect(result.text.contains("cache   12 of 12 documents"))
      #expect(result.errors.contains("!remark"))
      #expect(!FileManager.default.fileExists(atPath: workspace.path("opens-2")))
    }
  }

  @Test func undeclaredParametersAreNotKept() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 3)
      try library.write(1, bytes: 100, more: "?ask\n")
      _ = try await library.run()
      #expect(try await library.run().opens == 1)
      #expect(library.opened == ["b1.txt 0/1"])
    }
  }

  /// Of a format that declares nothing all parameters count, and one that nobody asks for ends a job.
  @Test func parametersOfAFormatThatDeclaresNone() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 3, defect: "undeclared")
      let first = try await library.run(["--param", "slow=yes"])
      let second = try await library.run(["--param", "slow=yes"])
      #expect(first.opens == 3 && second.opens == 0 && second.parts == first.parts)
      #expect(try await library.run().opens == 3)
    }
  }

  @Test(arguments: ["letter", "share"])
  func attributesOfRecordsAreKept(name: String) async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 1, bytes: 9 << 18)
      let job = ["--param", "by=\(name)"]
      let fresh = try await library.run(job + ["--no-cache"])
      #expect(try await library.run(job).parts == fresh.parts)
      let kept = try await library.run(job)
      #expect(kept.opens == 0 && kept.parts == fresh.parts)
    }
  }

  @Test func documentsWithBadRecordsAreNotKept() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 3)
      try library.write(1, bytes: 100, more: "#bad\n")
      let first = try await library.run(["--allow-bad", "2"])
      let second = try await library.run(["--allow-bad", "2"])
      #expect(second.opens == 1 && second.parts == first.parts)
      #expect(library.opened == ["b1.txt 0/1"])
    }
  }

  @Test func damagedEntriesAreMadeAgain() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace)
      let first = try await library.run()
      for (index, path) in library.entries.enumerated() {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[index * bytes.count / 12] ^= 1 << UInt8(index % 8)
        try bytes.write(to: URL(filePath: path))
      }
      let second = try await library.run()
      #expect(second.opens == 12 && second.parts == first.parts)
      #expect(try await library.run().opens == 0)
    }
  }

  @Test func killedAtAnyMoment() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 30, bytes: 500)
      let reference = try await library.run(["--no-cache", "--param", "slow=yes"]).parts
      var environment = library.environment
      environment["TMPDIR"] = workspace.path("left")
      try FileManager.default.createDirectory(
        atPath: workspace.path("left"), withIntermediateDirectories: false)
      for round in 0..<8 {
        let process = try workspace.start(
          mr: ["run", "--sequential", "--output", workspace.path("k\(round)")]
            + library.job(["--param", "slow=yes"]), environment: environment)
        try await Task.sleep(for: .milliseconds(100 + 130 * round))
        process.send(SIGKILL)
        _ = try await process.wait(.seconds(10))
      }
      #expect(!library.entries.isEmpty)
      let last = try await library.run(["--param", "slow=yes"])
      #expect(last.parts == reference)
      #expect(library.unfinished == [])
      let again = try await library.run(["--param", "slow=yes"])
      #expect(again.opens == 0 && again.parts == reference)
    }
  }

  @Test func jobsAtTheSameTime() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 30)
      let reference = try await library.run(["--no-cache"]).parts
      async let one = workspace.run(
        library.job(["--mappers", "2"]), environment: library.environment)
      async let two = workspace.run(
        library.job(["--mappers", "2"]), environment: library.environment)
      #expect(try await one.parts == reference)
      #expect(try await two.parts == reference)
      #expect(library.unfinished == [])
    }
  }

  @Test(.enabled(if: getuid() == 0)) func aFullDiskKeepsNothing() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace)
      let ran = try await library.onSmallDisk(
        "16k", ["run", "--sequential", "--output", workspace.path("full")])
      guard let result = ran else { return }
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.matches(of: /No space left on device/).count == 1, "\(result.errors)")
      #expect(
        try workspace.parts(workspace.path("full")) == (try await library.run(["--no-cache"])).parts
      )
    }
  }

  /// A process that writes more to a file than it may is killed by the system.
  @Test func aLimitOfFilesKeepsNothing() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 1, bytes: 1_900_000)
      let job =
        ["run", "--sequential", "--output", workspace.path("out")]
        + library.job(["--param", "pattern=zzz"], plugin: "grep")
      let result = try await workspace.start(
        ["bash", "-c", "ulimit -f 400; exec \"$@\"", "bash", Checkout.mr] + job,
        environment: library.environment
      ).wait()
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.matches(of: /File too large/).count == 1, "\(result.errors)")
      #expect(library.entries.isEmpty && library.unfinished == [])
    }
  }

  @Test func commands() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 3)
      _ = try await library.run(["--cache", library.cache], environment: ["MR_CACHE": "off"])
      let list = try await workspace.mr(["cache", "list", "--cache", library.cache])
      #expect(list.text.contains("b2.txt") && list.text.contains("3 entries"))
      let json = try await workspace.mr(
        ["cache", "list", "--json"], environment: library.environment)
      #expect(json.text.contains("\"records\" : "))
      let clear = try await workspace.mr(["cache", "clear"], environment: library.environment)
      #expect(clear.status == 0 && clear.errors.contains("3 entries"))
      #expect(library.entries.isEmpty)
      #expect(try await library.run().opens == 3)
      let off = try await workspace.mr(["cache", "list"], environment: ["MR_CACHE": "off"])
      #expect(off.status == 1 && off.errors.contains("--cache"))
      for wrong in ["", "/x:7", ":1G"] {
        let refused = try await workspace.mr(
          ["run", "--cache", wrong, "--output", workspace.path("no")] + library.job())
        #expect(refused.status != 0)
      }
    }
  }
}
