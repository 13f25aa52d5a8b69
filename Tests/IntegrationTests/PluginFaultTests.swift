import Foundation
import TestSupport
import Testing

/// A plugin that misbehaves fails its job, if nothing is to be set aside, with an error that says what
/// happened and where; the master goes on.
@Suite(.fewAtOnce) struct PluginFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var job: String
    /// What the error has to name.
    var words: [String]
    var testDescription: String { job }
  }

  /// What shows when the job is created once, before it is accepted.
  static let refused = [
    Case(job: "create_fails", words: ["create", "the model file is missing"]),
    Case(job: "emit_in_create", words: ["mapreduce.h"]),
  ]

  @Test(arguments: refused)
  func jobThatRefusesToStartIsNotAccepted(_ fault: Case) async throws {
    let errors = try await failure(["--job", fault.job])
    for word in fault.words { #expect(errors.contains(word), "\(errors)") }
    #expect(errors.contains("refuses to start"), "\(errors)")
    #expect(!errors.contains("attempt"), "\(errors)")
  }

  /// Errors that another attempt would only repeat: one is enough.
  static let fatal = [
    Case(job: "map_fatal", words: ["the document is damaged", "poem.txt"]),
    Case(job: "map_fatal_silent", words: ["without an error text"]),
    Case(job: "map_unknown_status", words: ["77"]),
    Case(job: "map_end", words: ["END"]),
    Case(job: "map_cancelled_unasked", words: ["CANCELLED"]),
    Case(job: "map_terminal_escapes", words: ["cleared"]),
    Case(job: "map_long_error", words: ["eeee"]),
    Case(job: "finish_fails", words: ["nothing was found"]),
    Case(job: "huge_key", words: ["key", "1048577"]),
    Case(job: "null_records", words: ["mapreduce.h"]),
    Case(job: "garbled_count", words: ["mapreduce.h"]),
    Case(job: "partition_out_of_range", words: ["partition"]),
  ]

  @Test(arguments: fatal)
  func fatalErrorEndsTheJob(_ fault: Case) async throws {
    let errors = try await failure(["--job", fault.job])
    for word in fault.words { #expect(errors.contains(word), "\(errors)") }
    #expect(
      errors.contains("task 0 failed") && !errors.contains("failed 4 times"),
      "an attempt was repeated: \(errors)")
    #expect(errors.utf8.count < 20_000)
    #expect(!errors.utf8.contains(0x1b))
  }

  /// Four attempts, then the error names the task, the input and how the worker ended.
  static let repeated = [
    Case(job: "map_retry", words: ["the service is busy"]),
    Case(job: "crash", words: ["signal 11", "Segmentation fault"]),
    Case(job: "exit_process", words: ["exited with status 3"]),
    Case(job: "reduce_fails", words: ["no more handles"]),
  ]

  @Test(arguments: repeated)
  func otherErrorsAreTriedFourTimes(_ fault: Case) async throws {
    let errors = try await failure(["--job", fault.job])
    for word in fault.words { #expect(errors.contains(word), "\(errors)") }
    #expect(errors.contains("task 0 failed 4 times"), "\(errors)")
    if fault.job != "reduce_fails" {
      #expect(errors.contains("poem.txt"), "\(errors)")
      #expect(errors.contains(/(line|record) 1( |:)/), "\(errors)")
      #expect(errors.split(separator: "mr: error:").last?.matches(of: /poem\.txt/).count == 1)
    }
  }

  @Test func exceptionDoesNotCrossTheBorder() async throws {
    try await Workspace.run { workspace in
      let errors = try await workspace.failure(
        [
          "--plugin", try FixturePlugins.build("exception"), "--input", try poem(workspace),
          "--on-bad", "fail",
        ])
      #expect(errors.contains("task 0 failed"), "\(errors)")
      #expect(errors.contains("signal 6") || errors.contains("exception"), "\(errors)")
      // What the C++ runtime printed.
      #expect(errors.contains("terminate called"), "\(errors)")
    }
  }

  @Test(arguments: ["crash", "exit_process", "map_retry"])
  func faultThatPassesIsSurvived(_ job: String) async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 200_000)
      let plugin = ["--plugin", try FixturePlugins.build("misbehaving"), "--input", input]
      let expected = try await workspace.sequential(
        plugin + ["--job", "well_behaved", "--reducers", "2"])
      let (parts, report) = try await workspace.run(
        plugin + ["--job", job, "--param", "once=\(workspace.path("marker"))"]
          + ["--mappers", "2", "--reducers", "2"])
      #expect(parts == expected)
      #expect(report.mapTasks.failedAttempts == 1)
    }
  }

  @Test func taskWithoutProgressIsGivenUp() async throws {
    try await Workspace.run { workspace in
      let errors = try await workspace.failure(
        [
          "--plugin", try FixturePlugins.build("misbehaving"), "--job", "endless_loop",
          "--input", try poem(workspace), "--on-bad", "fail",
        ], environment: ["MR_TASK_TIMEOUT": "1"])
      #expect(errors.contains("task 0 failed 4 times"), "\(errors)")
      #expect(errors.contains("progress"), "\(errors)")
    }
  }

  /// The plugin does not look whether it is cancelled: the worker ends itself.
  @Test(arguments: ["endless_loop", "loop_until_cancelled"])
  func loopIsCancelled(_ name: String) async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let plugin = try FixturePlugins.build("misbehaving")
        let input = try poem(workspace)
        let job = try await master.submit(
          to: cluster, output: "output", ["--plugin", plugin, "--job", name, "--input", input])
        try await master.logged(job, "map task 0 attempt 0 started")
        _ = try await master.succeed(["cancel", job])
        #expect(try await master.end(of: job).state == "cancelled")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
        // The cluster has a working mapper again.
        let next = try await master.submit(
          to: cluster, output: "next",
          ["--plugin", plugin, "--job", "well_behaved", "--input", input])
        #expect(try await master.end(of: next).state == "succeeded")
      }
    }
  }

  @Test func unusualRecordsAreWritten() async throws {
    try await Workspace.run { workspace in
      for job in ["empty_key", "binary_key", "longest_key", "forgotten_error", "talks"] {
        let arguments = [
          "--plugin", try FixturePlugins.build("misbehaving"), "--job", job,
          "--input", try poem(workspace), "--reducers", "1",
        ]
        let (parts, _) = try await workspace.run(arguments)
        #expect(try await workspace.sequential(arguments) == parts, "\(job)")
      }
    }
  }

  /// Refused when they are submitted: nothing was started.
  static let unloadable = [
    ("no_entry", ["mr_plugin_entry"]), ("null_entry", ["NULL"]), ("wrong_major", ["2.3", "1.3"]),
    ("too_short_table", ["declares a size of"]),
    ("unresolved_symbol", ["table_of_a_library_that_was_not_linked"]),
  ]

  @Test(arguments: unloadable)
  func unloadablePluginIsRefused(_ name: String, _ words: [String]) async throws {
    try await Workspace.run { workspace in
      let errors = try await workspace.failure(
        ["--plugin", try FixturePlugins.build(name), "--input", try poem(workspace)])
      for word in words { #expect(errors.contains(word), "\(errors)") }
    }
  }

  @Test func pluginOfAnOlderMinorVersionWorks() async throws {
    try await Workspace.run { workspace in
      let arguments = [
        "--plugin", try FixturePlugins.build("short_table"), "--input", try poem(workspace),
        "--reducers", "1",
      ]
      #expect(try await workspace.run(arguments).parts == workspace.sequential(arguments))
    }
  }

  @Test(arguments: ["soon", "0", "-5", ""])
  func aSenselessTimeoutIsRefused(timeout: String) async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "1\n2\n")
      let result = try await workspace.mr(
        [
          "run", "--plugin", "wordcount", "--input", workspace.path("in/*"), "--output",
          workspace.path("output"),
        ], environment: ["MR_TASK_TIMEOUT": timeout])
      #expect(result.status != 0)
      #expect(
        result.errors.contains("MR_TASK_TIMEOUT, '\(timeout)', is no number of seconds"),
        "\(result.errors)")
    }
  }

  private func failure(_ arguments: [String]) async throws -> String {
    var errors = ""
    try await Workspace.run { workspace in
      errors = try await workspace.failure(
        [
          "--plugin", try FixturePlugins.build("misbehaving"), "--input", try poem(workspace),
          "--on-bad", "fail",
        ] + arguments)
    }
    return errors
  }

  private func poem(_ workspace: Workspace) throws -> String {
    try workspace.write("poem.txt", "Season of mists and mellow fruitfulness\nClose bosom-friend\n")
  }
}
