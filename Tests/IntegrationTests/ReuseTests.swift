import Foundation
import TestSupport
import Testing

/// Map output of earlier jobs is taken where it is the same, and never where it would be another.
@Suite(.fewAtOnce) struct ReuseTests {
  /// Documents of a few groups, each of which is mapped by a task of its own.
  private func library(_ workspace: Workspace, defect: String? = nil) throws -> Library {
    try Library(workspace, documents: 24, bytes: 200_000, defect: defect)
  }

  private func reused(_ run: (parts: Parts, report: JobReport, opens: Int)) -> Int {
    run.report.counters["REUSED_MAP_TASKS"] ?? -1
  }

  /// The counters that do not say what was spared.
  private func counted(_ run: (parts: Parts, report: JobReport, opens: Int)) -> [String: Int] {
    run.report.counters.filter { !$0.key.hasPrefix("CACHE") && !$0.key.hasPrefix("REUSED") }
  }

  @Test func aSecondRunMapsNothing() async throws {
    try await Workspace.run { workspace in
      let library = try library(workspace)
      let first = try await library.run(["--reuse"])
      let tasks = first.report.mapTasks.total
      #expect(tasks > 2 && reused(first) == 0 && first.opens == 24)
      let second = try await library.run(["--reuse"])
      #expect(second.report.mapTasks.total == tasks && reused(second) == tasks)
      #expect(second.opens == 0 && second.parts == first.parts)
      #expect(counted(second) == counted(first) && counted(second)["remarks"] == 24)
      let plain = try await library.run(["--no-cache"])
      #expect(plain.parts == first.parts && reused(plain) == 0)
    }
  }

  @Test func onlyWhatGrewIsMapped() async throws {
    try await Workspace.run { workspace in
      let library = try library(workspace)
      _ = try await library.run(["--reuse"])
      for change in ["new", "changed", "gone", "renamed"] {
        switch change {
        case "new": try library.write(100, bytes: 5000)
        case "changed": try library.write(7, bytes: 200_000, seed: 99)
        case "gone": try FileManager.default.removeItem(atPath: workspace.path("books/b3.txt"))
        default:
          try FileManager.default.moveItem(
            atPath: workspace.path("books/b5.txt"), toPath: workspace.path("books/c5.txt"))
        }
        let run = try await library.run(["--reuse"])
        let tasks = run.report.mapTasks.total
        // A renamed one is missing in a group, and new in another; a border may go with it.
        #expect(
          reused(run) < tasks && reused(run) >= tasks - 4, "\(change): \(reused(run)) of \(tasks)")
        #expect(run.parts == (try await library.run(["--no-cache"])).parts, "\(change)")
      }
      // A time alone is no change.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1)],
        ofItemAtPath: workspace.path("books/b8.txt"))
      let again = try await library.run(["--reuse"])
      #expect(reused(again) == again.report.mapTasks.total)
    }
  }

  /// The same size, and perhaps the same time.
  @Test func aFileThatIsChangedAtOnceIsSeen() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 2, bytes: 400)
      for seed in 0..<6 {
        try library.write(1, bytes: 400, seed: UInt64(seed))
        let run = try await library.run(["--reuse"])
        #expect(run.parts == (try await library.run(["--no-cache"])).parts, "\(seed)")
      }
    }
  }

  @Test func otherJobsTakeNothing() async throws {
    try await Workspace.run { workspace in
      let library = try library(workspace)
      _ = try await library.run(["--reuse"])
      for other in [["--param", "by=letter"], ["--param", "lowercase=true"]] {
        #expect(reused(try await library.run(["--reuse"] + other)) == 0, "\(other)")
      }
      let parts = try await workspace.run(
        library.job(["--reuse"]).map { $0 == "2" ? "3" : $0 }, environment: library.environment)
      #expect(parts.report.counters["REUSED_MAP_TASKS"] == 0 && parts.parts.count == 3)
      let grep = try await library.run(["--reuse", "--param", "pattern=a"], plugin: "grep")
      #expect(reused(grep) == 0)
      let fresh = try await library.run(["--no-cache", "--param", "pattern=a"], plugin: "grep")
      #expect(fresh.parts == grep.parts)
      let first = try await library.run(["--reuse"])
      #expect(reused(first) == first.report.mapTasks.total)
    }
  }

  @Test func linesOfText() async throws {
    try await Workspace.run { workspace in
      let layout = try await workspace.text("text", bytes: 12 << 20, files: 16)
      let job = [
        "--plugin", "inverted-index", "--input", layout, "--mappers", "2", "--reducers", "3",
      ]
      let environment = ["MR_CACHE": workspace.path("cache") + ":64M"]
      let first = try await workspace.run(job + ["--reuse"], environment: environment)
      let deeper = [
        "--plugin", "inverted-index", "--input", workspace.path("text/**"), "--mappers", "2",
        "--reducers", "3",
      ]
      let second = try await workspace.run(job + ["--reuse"], environment: environment)
      #expect(second.report.counters["REUSED_MAP_TASKS"] == second.report.mapTasks.total)
      #expect(second.parts == first.parts)
      #expect(try await workspace.run(job).parts == first.parts)
      _ = try await workspace.text("text/more", bytes: 100_000, files: 1, seed: 7)
      let third = try await workspace.run(deeper + ["--reuse"], environment: environment)
      #expect(third.parts == (try await workspace.run(deeper)).parts)
      #expect(third.parts == (try await workspace.sequential(deeper)))
    }
  }

  @Test func damagedEntriesAreMadeAgain() async throws {
    try await Workspace.run { workspace in
      let library = try library(workspace)
      let first = try await library.run(["--reuse"])
      let entries = library.entries
      for (index, path) in entries.enumerated() {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[index * bytes.count / entries.count] ^= 1 << UInt8(index % 8)
        try bytes.write(to: URL(filePath: path))
      }
      let second = try await library.run(["--reuse"])
      #expect(reused(second) == 0 && second.parts == first.parts)
      let third = try await library.run(["--reuse"])
      #expect(reused(third) == third.report.mapTasks.total && third.parts == first.parts)
    }
  }

  @Test func killedAtAnyMoment() async throws {
    try await Workspace.run { workspace in
      let library = try library(workspace)
      let reference = try await library.run(["--no-cache"]).parts
      var environment = library.environment
      environment["TMPDIR"] = workspace.path("left")
      try FileManager.default.createDirectory(
        atPath: workspace.path("left"), withIntermediateDirectories: false)
      for round in 0..<8 {
        let process = try workspace.start(
          mr: ["run", "--reuse", "--output", workspace.path("k\(round)")] + library.job(),
          environment: environment)
        try await Task.sleep(for: .milliseconds(150 + 150 * round))
        process.send(SIGKILL)
        _ = try await process.wait(.seconds(10))
      }
      #expect(try await library.run(["--reuse"]).parts == reference)
      let last = try await library.run(["--reuse"])
      #expect(last.parts == reference && reused(last) == last.report.mapTasks.total)
      #expect(library.unfinished == [])
    }
  }

  @Test func groupsWithBadRecordsAreMappedAgain() async throws {
    try await Workspace.run { workspace in
      let library = try library(workspace)
      try library.write(1, bytes: 200_000, more: "#bad\n")
      let job = ["--reuse", "--allow-bad", "2"]
      let first = try await library.run(job)
      let second = try await library.run(job)
      #expect(reused(second) == second.report.mapTasks.total - 1)
      #expect(counted(second) == counted(first) && counted(second)["SKIPPED_RECORDS"] == 1)
      #expect(second.parts == first.parts)
    }
  }

  @Test(.enabled(if: getuid() == 0)) func aFullDiskKeepsNothing() async throws {
    try await Workspace.run { workspace in
      let library = try library(workspace)
      let ran = try await library.onSmallDisk(
        "64k", ["run", "--reuse", "--output", workspace.path("full")])
      guard let result = ran else { return }
      #expect(result.status == 0 && result.text.contains("No space left on device"), "\(result)")
      let fresh = try await library.run(["--no-cache"])
      #expect(try workspace.parts(workspace.path("full")) == fresh.parts)
    }
  }

  @Test func commands() async throws {
    try await Workspace.run { workspace in
      let library = try Library(workspace, documents: 3)
      _ = try await library.run(["--reuse"])
      let list = try await workspace.mr(["cache", "list"], environment: library.environment)
      #expect(list.text.contains("map") && list.text.contains("3 files"), "\(list.text)")
      let summary = try await workspace.mr(
        ["run", "--output", workspace.path("out")] + library.job(["--reuse"]),
        environment: library.environment)
      #expect(summary.text.contains("reuse   1 of 1 map task\n"), "\(summary.text)")
      let clear = try await workspace.mr(["cache", "clear"], environment: library.environment)
      #expect(clear.status == 0 && library.entries.isEmpty)
      #expect(reused(try await library.run(["--reuse"])) == 0)
      for wrong in ["--no-cache", "--sequential"] {
        let refused = try await workspace.mr(
          ["run", "--reuse", wrong, "--output", workspace.path("no")] + library.job())
        #expect(refused.status == 64 && refused.errors.contains("do not go together"), "\(wrong)")
      }
    }
  }
}
