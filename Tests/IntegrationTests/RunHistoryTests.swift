import Foundation
import TestSupport
import Testing

/// What can be asked of a job after `mr run`.
@Suite(.fewAtOnce) struct RunHistoryTests {
  private struct Run: Decodable {
    var run: String
    var version: String
    var status: JobReport
  }

  private struct Output: Decodable {
    struct Status: Decodable {
      struct Spec: Decodable { var output: String }
      var spec: Spec
    }
    var status: Status
  }

  private func history<Entry: Decodable>(
    _ workspace: Workspace, _ more: String..., as kind: Entry.Type = Run.self
  ) async throws -> [Entry] {
    let result = try await workspace.mr(["history", "--json"] + more)
    try #require(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode([Entry].self, from: Data(result.text.utf8))
  }

  private func succeed(_ workspace: Workspace, _ arguments: String...) async throws -> String {
    let result = try await workspace.mr(arguments)
    try #require(result.status == 0, "\(arguments): \(result.errors)")
    return result.text
  }

  @Test func whatWasRunIsRemembered() async throws {
    try await Workspace.run { workspace in
      #expect(try await history(workspace).isEmpty)
      let text = try await workspace.text("text", bytes: 300_000)
      let done = try await workspace.run(["--plugin", "wordcount", "--input", text])
      let failed = try await workspace.mr([
        "run", "--plugin", try FixturePlugins.build("misbehaving"), "--job", "crash",
        "--input", text, "--on-bad", "fail", "--output", workspace.path("failed"),
      ])
      #expect(failed.status == 1)
      #expect(failed.errors.contains("`mr logs r2`"), "\(failed.errors)")

      let runs = try await history(workspace)
      #expect(runs.map(\.run) == ["r2", "r1"])
      #expect(runs.map(\.status.state) == ["failed", "succeeded"])
      #expect(runs[1].status.counters == done.report.counters)
      #expect(try await history(workspace, "--limit", "1").map(\.run) == ["r2"])

      let tasks = try await succeed(workspace, "tasks", "r1")
      let all = done.report.mapTasks.total + done.report.reduceTasks.total
      #expect(tasks.split(separator: "\n").count == 1 + all, "\(tasks)")
      #expect(try await succeed(workspace, "logs", "r1").contains(" succeeded\n"))
      #expect(try await succeed(workspace, "logs", "r1", "--user").contains("the job succeeded\n"))
      #expect(try await succeed(workspace, "status", "last").hasPrefix("job r2 failed\n"))
      #expect(try await succeed(workspace, "logs", "last") == succeed(workspace, "logs", "r2"))

      let unknown = try await workspace.mr(["status", "r3"])
      #expect(unknown.status == 1 && unknown.errors.contains("there is no run r3"))
      _ = try await succeed(workspace, "history", "--clear")
      #expect(try await history(workspace).isEmpty)
      #expect(try await workspace.mr(["logs", "last"]).errors.contains("no run is remembered"))
    }
  }

  @Test func othersCannotRead() async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.text("text", bytes: 1000)
      _ = try await workspace.run(["--plugin", "wordcount", "--input", text])
      let place = workspace.path(".state/mr/runs")
      let mode = try FileManager.default.attributesOfItem(atPath: place)[.posixPermissions]
      #expect(mode as? Int == 0o700)
    }
  }

  @Test func nothingIsRememberedOfWhatIsNotToBe() async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.text("text", bytes: 1000)
      _ = try await workspace.run(["--plugin", "wordcount", "--input", text, "--no-history"])
      #expect(try await history(workspace).isEmpty)
    }
  }

  /// Neither is a reason for a job to fail.
  @Test(arguments: ["file", "full"]) func whatCannotBeRemembered(_ kind: String) async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.text("text", bytes: 1000)
      let state = workspace.path("no-room")
      if kind == "file" {
        try Data().write(to: URL(filePath: state))
      } else {
        try FileManager.default.createSymbolicLink(atPath: state, withDestinationPath: "/dev/full")
      }
      let result = try await workspace.mr(
        [
          "run", "--plugin", "wordcount", "--input", text, "--output", workspace.path("output"),
        ], environment: ["XDG_STATE_HOME": state])
      #expect(result.status == 0)
      #expect(result.errors.contains("warning: this run is not remembered"), "\(result.errors)")
    }
  }

  @Test func aDamagedRecordIsNamed() async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.text("text", bytes: 1000)
      _ = try await workspace.run(["--plugin", "wordcount", "--input", text])
      let record = workspace.path(".state/mr/runs/r1/record")
      try Data(repeating: 0xff, count: 100).write(to: URL(filePath: record))
      let result = try await workspace.mr(["status", "last"])
      #expect(result.status == 1)
      #expect(result.errors.contains("what is remembered of run r1 is damaged"))
    }
  }

  @Test func runsThatEndAtOnceHaveNamesOfTheirOwn() async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.text("text", bytes: 1000)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<6 {
          group.addTask {
            let result = try await workspace.mr([
              "run", "--plugin", "wordcount", "--input", text, "--output",
              workspace.path("output-\(number)"),
            ])
            #expect(result.status == 0, "\(result.errors)")
          }
        }
        try await group.waitForAll()
      }
      let outputs = Set(try await history(workspace, as: Output.self).map(\.status.spec.output))
      #expect(outputs == Set((0..<6).map { workspace.path("output-\($0)") }))
    }
  }
}
