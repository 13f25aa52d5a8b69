import Foundation
import TestSupport
import Testing

/// `mr plugin check` and `mr plugin inspect` as an author uses them.
@Suite(.fewAtOnce) struct PluginCheckTests {
  private struct Report: Decodable {
    struct Entry: Decodable {
      var subject: String
      var check: String
      var outcome: String
      var text: String
      var remedy: String?
    }
    var passed: Int
    var failed: Int
    var skipped: Int
    var checks: [Entry]
  }

  private func check(_ arguments: [String], in workspace: Workspace) async throws
    -> (status: Int32, report: Report)
  {
    let result = try await workspace.mr(["plugin", "check", "--json"] + arguments)
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output))
    return (result.status, report)
  }

  @Test(arguments: [
    ["wordcount"], ["inverted-index"], ["wordcount", "--param", "unicode=true"], ["pdf"],
    ["grep", "--param", "pattern=e"],
  ])
  func pluginsThatShipPass(arguments: [String]) async throws {
    try await Workspace.run { workspace in
      let (status, report) = try await check(arguments, in: workspace)
      #expect(status == 0 && report.failed == 0 && report.passed > 2, "\(report)")
    }
  }

  @Test(arguments: [
    ("certified", "sound"), ("certified", "keeps_last"), ("misbehaving", "well_behaved"),
    ("misbehaving", "loop_until_cancelled"), ("short_table", "pass"),
  ])
  func soundFixturesPass(fixture: String, job: String) async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build(fixture)
      // What loops until it is cancelled maps no sample.
      let only = job == "loop_until_cancelled" ? ["--timeout", "2"] : []
      let (status, report) = try await check([plugin, "--job", job] + only, in: workspace)
      if only.isEmpty {
        #expect(status == 0, "\(report)")
      } else {
        #expect(report.checks.first { $0.check == "cancellation" }?.outcome == "ok")
      }
    }
  }

  @Test(arguments: [
    ("leaks_memory", "create-destroy", "bytes allocated"),
    ("leaks_files", "create-destroy", "files open"),
    ("reads_clock", "deterministic", "two processes came to different results"),
    ("emits_address", "deterministic", "two processes came to different results"),
    ("crashes_on_empty", "odd-records", "an empty record: the plugin was killed by signal 6"),
    ("copies_into_a_line", "odd-records", "1 MiB without a space: the plugin was killed by signal"),
    ("ignores_cancellation", "cancellation", "did not come back within 4 s"),
    ("reduce_ignores_cancellation", "cancellation", "reduce while it is cancelled"),
    ("eats_memory", "cancellation", "MiB of the 256 that it may"),
    ("partitions_by_process", "partition", "two processes came to different results"),
  ])
  func findsWhatEndsOrFillsAProcess(job: String, check: String, text: String) async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("certified")
      let (status, report) = try await self.check(
        [plugin, "--job", job, "--timeout", "4", "--memory", "256"], in: workspace)
      #expect(status == 1)
      let entry = try #require(report.checks.first { $0.check == check })
      #expect(entry.outcome == "failed" && entry.text.contains(text), "\(entry)")
      #expect(entry.remedy?.isEmpty == false)
    }
  }

  @Test func reportsForPeople() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("certified")
      let result = try await workspace.mr(["plugin", "check", plugin, "--job", "combines_means"])
      #expect(result.status == 1)
      #expect(result.text.contains("\njob combines_means\n"))
      #expect(result.text.contains("  failed   combine        key "))
      #expect(result.text.contains("1 failed"))
      let none = try await workspace.mr(["plugin", "check", plugin, "--job", "nonesuch"])
      #expect(none.status == 1 && none.errors.contains("Its jobs: sound"))
    }
  }

  @Test func readsSamplesThroughAFormat() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("certified_format")
      let input = try workspace.write("a.bytes", "abcdefghijklmnopqrstuvwxyz")
      let sound = try await check(
        [plugin, "--input", input, "--format", "sound_format"], in: workspace)
      #expect(
        sound.report.checks.contains {
          $0.subject == "input format sound_format" && $0.check == "shares" && $0.outcome == "ok"
        })
      let job = try FixturePlugins.build("certified")
      let other = try await check(
        [job, "--job", "sound", "--input", input, "--format", plugin], in: workspace)
      #expect(other.report.checks.contains { $0.text.hasPrefix("26 records gave 26") })
    }
  }

  @Test func inspectSurvivesWhatItLoads() async throws {
    try await Workspace.run { workspace in
      let good = try await workspace.mr(["plugin", "inspect", "wordcount"])
      #expect(good.status == 0 && good.text.contains("sha256") && good.text.contains("libc.so"))

      let missing = try await workspace.mr([
        "plugin", "inspect", try FixturePlugins.build("unresolved_symbol"),
      ])
      #expect(missing.status == 1)
      #expect(missing.text.contains("missing  table_of_a_library_that_was_not_linked"))

      let crashing = try await workspace.mr([
        "plugin", "inspect", try FixturePlugins.build("crashing_constructor"),
      ])
      #expect(crashing.status == 1)
      #expect(crashing.errors.contains("was killed by signal 6"))
      #expect(crashing.errors.contains("it printed: the licence is missing"))
    }
  }

  /// What is wrong for every task is refused before there is one.
  @Test func aJobThatCannotStartIsRefused() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("poem.txt", "a\n")
      let errors = try await workspace.failure([
        "--plugin", "grep", "--param", "pattern=(a", "--input", input,
      ])
      #expect(errors.contains("job grep refuses to start"), "\(errors)")
      #expect(errors.contains("missing closing parenthesis"), "\(errors)")
    }
  }

  /// A plugin of the first 1.0, whose table ends earlier than today's.
  @Test func anOlderPluginRuns() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("poem.txt", "a\nb\n")
      let (parts, _) = try await workspace.run([
        "--plugin", try FixturePlugins.build("short_table"), "--input", input, "--mappers", "1",
        "--reducers", "1",
      ])
      #expect(parts["part-r-00000"]?.split(separator: 0x0a).count == 2)
    }
  }
}
