import Foundation
import TestSupport
import Testing

/// Partitions that are ranges of keys, and what can go wrong while they are laid out.
@Suite(.fewAtOnce) struct SamplingTests {
  /// Numbers are ordered as such, and printed without a value.
  @Test func numbersAreSortedAcrossParts() async throws {
    try await Workspace.run { workspace in
      var random = SeededGenerator(seed: 5)
      let numbers = (0..<40_000).map { _ in Int64.random(in: -9_000_000...9_000_000, using: &random)
      }
      try workspace.write("in/a", numbers.map { "\($0)\n" }.joined())
      let arguments = [
        "--plugin", try FixturePlugins.build("ranged"), "--input", workspace.path("in/*"),
        "--reducers", "4",
      ]
      let (parts, _) = try await workspace.run(arguments + ["--mappers", "2"])
      #expect(parts.values.allSatisfy { $0.count > 40_000 * 8 / 5 })
      let whole = parts.sorted { $0.key < $1.key }.flatMap(\.value)
      #expect(whole == Array(numbers.sorted().map { "\($0)\n" }.joined().utf8))
      #expect(try await workspace.sequential(arguments) == parts)
    }
  }

  @Test(arguments: [
    ("crash", ["signal 6", "Aborted", "in/b"]), ("error", ["a line is bad", "in/b"]),
    ("loop", ["did not come back within 1 s", "in/b"]),
  ])
  func faultEndsTheJob(_ fault: String, _ words: [String]) async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "1\n2\n")
      try workspace.write("in/b", "3\nbad\n")
      let output = workspace.path("output")
      let result = try await workspace.mr(
        [
          "run", "--plugin", try FixturePlugins.build("ranged"), "--param", "fault=\(fault)",
          "--input", workspace.path("in/*"), "--output", output, "--mappers", "1", "--reducers",
          "2", "--on-bad", "fail",
        ], environment: ["MR_TASK_TIMEOUT": "1"])
      #expect(result.status == 1)
      for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
      #expect(!result.errors.contains("attempt"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }

  /// What is loaded, and sampled, is what was found when the job was submitted: nobody lists the input a
  /// second time, which would meet a link that leads nowhere.
  @Test func theInputIsListedOnce() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "2\n1\n")
      try workspace.write("in/b", "3\n")
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 2)
        let gate = Gate(workspace, "gate")
        let first = try await master.submit(
          to: cluster, output: "first",
          [
            "--plugin", try FixturePlugins.build("gated"), "--input", workspace.path("in/a"),
            "--param", "map_gate=\(gate.path)",
          ])
        try await gate.reached()
        let second = try await master.submit(
          to: cluster, output: "second",
          ["--plugin", try FixturePlugins.build("ranged"), "--input", workspace.path("in/*")])
        try workspace.write("in/c", "4\n")
        try FileManager.default.createSymbolicLink(
          atPath: workspace.path("in/d"), withDestinationPath: "/nonexistent")
        try gate.open()
        #expect(try await master.end(of: first).state == "succeeded")
        let report = try await master.end(of: second)
        #expect(report.state == "succeeded" && report.inputFiles == 2)
        #expect(report.counters["MAP_INPUT_RECORDS"] == 3)
      }
    }
  }

  @Test func cancellingEndsTheSampling() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "bad\n")
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 2)
        let job = try await master.submit(
          to: cluster, output: "output",
          [
            "--plugin", try FixturePlugins.build("ranged"), "--param", "fault=loop", "--input",
            workspace.path("in/*"),
          ])
        func isSampling() -> Bool {
          workspace.processes.contains { $0.arguments.suffix(2) == ["plugin", "child"] }
        }
        try await eventually("a process that samples") { isSampling() }
        _ = try await master.succeed(["cancel", job])
        #expect(try await master.end(of: job).state == "cancelled")
        try await eventually("the end of that process") { !isSampling() }
        #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
      }
    }
  }
}
