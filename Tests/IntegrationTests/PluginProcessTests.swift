import Foundation
import TestSupport
import Testing

/// A plugin may print, and start processes, as a plain program may: neither disturbs what is said of it,
/// nor is disturbed.
@Suite(.fewAtOnce) struct PluginProcessTests {
  @Test(arguments: ["fine", "ranged"], [false, true])
  func whatAPluginPrintsDisturbsNothing(job: String, leaves: Bool) async throws {
    try await Workspace.run { workspace in
      let arguments = try [
        "--plugin", FixturePlugins.build("talkative"), "--job", job, "--reducers", "2",
        "--input", workspace.write("in", "a\nb\na\n"),
      ]
      let environment = leaves ? ["TALKATIVE_LEAVES": "1"] : [:]
      let start = ContinuousClock.now
      let (parts, _) = try await workspace.run(
        arguments + ["--mappers", "1"], environment: environment)
      #expect(parts.sortedLines.text == "a\t2\nb\t1\n")
      // Who waited for what is left would wait for a minute.
      #expect(ContinuousClock.now - start < .seconds(30))
      workspace.killAll()
    }
  }

  /// It is the user's log as well, and who runs the job sees of which task it is.
  @Test func whatAPluginPrintsIsShownWithItsTask() async throws {
    try await Workspace.run { workspace in
      let arguments = [
        "run", "--mappers", "1", "--reducers", "1", "--input", try workspace.write("in", "a\n"),
      ]
      let talkative = try await workspace.mr(
        arguments + [
          "--plugin", FixturePlugins.build("talkative"), "--job", "fine",
          "--output", workspace.path("output"),
        ])
      #expect(talkative.status == 0)
      for text in [
        "mr: error: nothing happened in create", #"{"talk": "map"}"#, "this remains in the buffer",
      ] {
        #expect(talkative.errors.contains(text), "\(talkative.errors)")
      }
      let lines = talkative.errors.split(separator: "\n").filter { $0.contains("talk\":") }
      #expect(lines.allSatisfy { $0.contains(" task 0 attempt 0: ") }, "\(talkative.errors)")
      #expect(lines.contains { $0.hasPrefix("map task 0 ") }, "\(talkative.errors)")
    }
  }

  @Test func sequentialPrintsItsResultsAlone() async throws {
    try await Workspace.run { workspace in
      let result = try await workspace.mr([
        "run", "--sequential", "--json", "--reducers", "1", "--output", workspace.path("output"),
        "--plugin", FixturePlugins.build("talkative"), "--job", "fine",
        "--input", workspace.write("in", "a\n"),
      ])
      #expect(result.status == 0, "\(result.errors)")
      let job = try #require(
        JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
      #expect(job["state"] as? String == "succeeded" && job["spec"] != nil)
      #expect(result.errors.contains("this remains in the buffer"))
    }
  }

  /// The reason is what the job said, and not what it printed.
  @Test func aRefusalSaysTheTrueReason() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("talkative")
      let errors = try await workspace.failure([
        "--plugin", plugin, "--job", "expired", "--input", workspace.write("in", "a\n"),
      ])
      #expect(errors.contains("the licence has expired"), "\(errors)")
      #expect(!errors.contains("nothing happened"), "\(errors)")
    }
  }

  @Test func inspectingAPluginThatPrints() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("talkative")
      let inspected = try await workspace.mr(["plugin", "inspect", "--json", plugin])
      #expect(inspected.status == 0, "\(inspected.errors)")
      _ = try JSONSerialization.jsonObject(with: Data(inspected.output))
      let functions = try await workspace.mr([
        "plugin", "function", "--json", "\(plugin):mr_plugin_entry(data, size) -> int64",
      ])
      #expect(functions.status == 0, "\(functions.errors)")
      _ = try JSONSerialization.jsonObject(with: Data(functions.output))
    }
  }

  /// No signal is blocked or ignored in a plugin and what it starts: everything ends as it does when the
  /// same code is a plain program.
  @Test func childrenEndAsThoseOfAPlainProgram() async throws {
    try await Workspace.run { workspace in
      let program = workspace.path("children")
      let compiled = try await workspace.tool(
        "cc", "-DPLAIN", "-I", "\(Checkout.root)/Sources/CMapReduce/include", "-o", program,
        "\(Checkout.root)/Tests/Fixtures/Plugins/children.c")
      try #require(compiled.status == 0, "\(compiled.errors)")
      let plain = try await workspace.shell("\"$1\" | sort", program).text
      #expect(plain == "blocked\t0\nforked\t-15\npipe\t141\nterminated\t-15\ntimeout\t124\n")

      let arguments = try [
        "--plugin", FixturePlugins.build("children"), "--reducers", "1",
        "--input", workspace.write("in", "once\n"),
      ]
      let (parts, _) = try await workspace.run(arguments + ["--mappers", "1"])
      #expect(parts["part-r-00000"]?.text == plain)
      #expect(try await workspace.sequential(arguments)["part-r-00000"]?.text == plain)
    }
  }

  /// A job that goes on until it is ended, once it has begun.
  private func sequentialRun(_ job: String, in workspace: Workspace) async throws -> RunningProcess
  {
    let process = try workspace.start(mr: [
      "run", "--sequential", "--plugin", FixturePlugins.build("misbehaving"),
      "--job", job, "--input", workspace.write("in", "a\n"),
      "--output", workspace.path("output"),
    ])
    try await eventually("output") {
      FileManager.default.fileExists(atPath: workspace.path("output"))
    }
    return process
  }

  /// Threads of a plugin have no signal blocked: still one ends the run, and not the process.
  @Test(arguments: [SIGINT, SIGTERM])
  func signalEndsASequentialRun(_ signal: Int32) async throws {
    try await Workspace.run { workspace in
      let process = try await sequentialRun("loop_until_cancelled", in: workspace)
      process.send(signal)
      #expect(try await process.wait(.seconds(20)).status == 128 + signal)
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }

  /// It cannot be cancelled: the second signal ends the process and takes the output back.
  @Test func secondSignalEndsASequentialRunAtOnce() async throws {
    try await Workspace.run { workspace in
      let process = try await sequentialRun("endless_loop", in: workspace)
      process.send(SIGINT)
      try await Task.sleep(for: .milliseconds(300))
      process.send(SIGINT)
      #expect(try await process.wait(.seconds(5)).status == 128 + SIGINT)
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }
}
