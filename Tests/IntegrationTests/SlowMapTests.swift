import TestSupport
import Testing

/// Attempts that take long and live, and such that do not.
@Suite(.fewAtOnce) struct SlowMapTests {
  private func job(
    _ name: String, _ workspace: Workspace, pace: Int, lines: String = "a\nb\nc\nd\ne\nf\n"
  ) throws -> [String] {
    let input = try workspace.write("in", lines)
    return [
      "--plugin", try FixturePlugins.build("slow"), "--job", name, "--input", input, "--param",
      "pace=\(pace)", "--mappers", "1", "--reducers", "1",
    ]
  }

  /// Six records, each of which takes less than the timeout, and all together three times as long:
  /// what map emits for them comes at the end of a batch.
  @Test func slowRecordsAreProgress() async throws {
    try await Workspace.run { workspace in
      let (parts, _) = try await workspace.run(
        try job("sleeps", workspace, pace: 1200), environment: ["MR_TASK_TIMEOUT": "3"])
      #expect(parts.sortedLines.split(separator: 10).count == 6)
    }
  }

  /// So are those of an input format.
  @Test func slowReadingIsProgress() async throws {
    try await Workspace.run { workspace in
      let (_, report) = try await workspace.run(
        try job("pass", workspace, pace: 600), environment: ["MR_TASK_TIMEOUT": "3"])
      #expect(report.counters["MAP_INPUT_RECORDS"] == 12)
    }
  }

  /// A record takes twice the timeout, and map does nothing but to call the host now and then.
  @Test(arguments: ["counts", "logs", "asks_cancelled", "says_progress", "asks_parameter"])
  func anyCallOfTheHostIsLife(_ name: String) async throws {
    try await Workspace.run { workspace in
      let (parts, report) = try await workspace.run(
        try job(name, workspace, pace: 400, lines: "a\n"),
        environment: ["MR_TASK_TIMEOUT": "2"])
      #expect(parts.sortedLines.split(separator: 10).count == 1)
      #expect(report.mapTasks.failedAttempts == 0)
    }
  }

  @Test func aStuckMapIsEnded() async throws {
    try await Workspace.run { workspace in
      let errors = try await workspace.failure(
        // One of each role, as `failure` says itself.
        Array(try job("stuck", workspace, pace: 0).dropLast(4)),
        environment: ["MR_TASK_TIMEOUT": "1"])
      #expect(errors.contains("no progress"), "\(errors)")
    }
  }
}
