import Foundation
import TestSupport
import Testing

/// Parameters, parts of the layout and formats that are not what the plugin takes: never a result
/// as if nothing had been said.
@Suite(.fewAtOnce) struct ParameterTests {
  /// Runs a job in every way, all of which have to refuse it.
  private func refusals(_ arguments: [String], in workspace: Workspace) async throws -> [String] {
    var errors = [try await workspace.failure(arguments)]
    errors.append(try await workspace.failure(["--sequential"] + arguments))
    return errors
  }

  @Test(arguments: [
    (["wordcount", "lowercas=true"], ["no parameter \"lowercas\"", "Did you mean lowercase?"]),
    (["wordcount", "by=kin"], ["no part {kin}", "it has {kind}", "{kind} meant"]),
    (["inverted-index", "lowercas=true"], ["Did you mean lowercase?"]),
    (["grep", "ignorecase=true", "pattern=a"], ["Did you mean ignore-case?"]),
    (["sort", "kye=1-10"], ["no parameter \"kye\"", "Did you mean key?", "separator"]),
  ])
  func shippedPluginsKnowTheirParameters(_ job: [String], _ words: [String]) async throws {
    try await Workspace.run { workspace in
      try workspace.write("a.txt", "a b\n")
      let arguments =
        ["--plugin", job[0], "--input", workspace.path("*.{kind}")]
        + job.dropFirst().flatMap { ["--param", $0] }
      for errors in try await refusals(arguments, in: workspace) {
        for word in words { #expect(errors.contains(word), "\(errors)") }
      }
      let check = try await workspace.mr(
        ["plugin", "check"] + [job[0], "--input", workspace.path("*.{kind}")]
          + job.dropFirst().flatMap { ["--param", $0] })
      #expect(check.status == 1)
      for word in words { #expect(check.errors.contains(word), "\(check.errors)") }
    }
  }

  /// A format of a plugin beside the job has parameters of its own, and a text has none.
  @Test func formatsKnowTheirParameters() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("declared")
      let input = try workspace.write("in", "ab")
      let bitmap = ["--plugin", plugin, "--job", "bitmap", "--input", input]
      let (parts, report) = try await workspace.run(bitmap + ["--param", "depth=8"])
      #expect(report.counters["MAP_INPUT_RECORDS"] == 2)
      #expect(try await workspace.sequential(bitmap).sortedLines == parts.sortedLines)
      for errors in try await refusals(
        bitmap + ["--format", "text", "--param", "depth=8"], in: workspace)
      {
        #expect(errors.contains("has no parameter \"depth\""), "\(errors)")
      }
      for errors in try await refusals(bitmap + ["--param", "depth=eight"], in: workspace) {
        #expect(errors.contains("no integer"), "\(errors)")
      }
    }
  }

  @Test func aPartThatTheLayoutLacksIsNamed() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("declared")
      try workspace.write("in/web", "a\n")
      let layout = ["--plugin", plugin, "--input", workspace.path("in/{serv}")]
      for errors in try await refusals(
        layout + ["--job", "needs", "--param", "pattern=a"], in: workspace)
      {
        #expect(errors.contains("{server}") && errors.contains("it has {serv}"), "\(errors)")
      }
      // Not declared: the helper of the header says so when it is asked for.
      for errors in try await refusals(layout + ["--job", "by_server"], in: workspace) {
        #expect(errors.contains("the layout has no part {server}; it has {serv}"), "\(errors)")
      }
    }
  }

  @Test func aParameterThatNobodyAsksForIsAnError() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("declared")
      let input = try workspace.write("in", "a\nb\n")
      func job(_ name: String, _ parameters: String...) -> [String] {
        ["--plugin", plugin, "--job", name, "--input", input]
          + parameters.flatMap { ["--param", $0] }
      }
      for name in ["undeclared", "undeclared_map"] {
        for errors in try await refusals(job(name, "early=1", "kye=1-10"), in: workspace) {
          #expect(errors.contains("asked for parameter \"kye\""), "\(errors)")
          #expect(errors.contains("it would have no effect"), "\(errors)")
        }
      }
      for errors in try await refusals(job("undeclared_map", "late=1"), in: workspace) {
        #expect(errors.contains("asked for parameter \"late\""), "\(errors)")
      }
      // More partitions than keys: an empty one, which asks for nothing, may well be the first.
      let asked = job("undeclared", "early=1", "late=1") + ["--reducers", "8"]
      let (parts, _) = try await workspace.run(asked)
      #expect(try await workspace.sequential(asked).sortedLines == parts.sortedLines)
    }
  }

  @Test func aFormatOfTheJobsOwnIsNotGuessed() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("declared")
      let input = try workspace.write("in", "a\nb\n")
      let job = ["--plugin", plugin, "--job", "says_nothing", "--input", input]
      for errors in try await refusals(job, in: workspace) {
        #expect(errors.contains("does not say what it reads"), "\(errors)")
        #expect(errors.contains("--format bytes") && errors.contains("--format text"), "\(errors)")
      }
      for (format, records) in [("text", 2), ("bytes", 4), ("whole", 1)] {
        let (_, report) = try await workspace.run(job + ["--format", format])
        #expect(report.counters["MAP_INPUT_RECORDS"] == records)
      }
      let check = try await workspace.mr([
        "plugin", "check", plugin, "--job", "says_nothing", "--input", input,
      ])
      #expect(check.status == 1 && check.errors.contains("does not say what it reads"))
      let bitmap = try await workspace.mr([
        "plugin", "check", plugin, "--job", "bitmap", "--input", input,
      ])
      #expect(bitmap.status == 0 && bitmap.text.contains("4 records gave"), "\(bitmap.text)")
    }
  }

  @Test func functionsTakeNoParameters() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in", "a\n")
      let errors = try await workspace.failure([
        "--function", "libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64", "--input", input,
        "--param", "level=9",
      ])
      #expect(errors.contains("has no parameter \"level\""), "\(errors)")
    }
  }

  @Test func inspectShowsWhatIsDeclared() async throws {
    try await Workspace.run { workspace in
      let words = try await workspace.mr(["plugin", "inspect", "wordcount"])
      #expect(
        words.text.contains("    lowercase=true|false  words are counted in lower case (default"))
      let plugin = try FixturePlugins.build("declared")
      let text = try await workspace.mr(["plugin", "inspect", plugin]).text
      for line in [
        "  format   bytes", "  layout   {server}", "  parameters  none",
        "  parameters  not declared", "    pattern=TEXT  what to look for (required)",
        "    order=up|down", "    by=ATTRIBUTE",
      ] {
        #expect(text.contains(line + "\n") || text.contains(line + " "), "\(line): \(text)")
      }
    }
  }
}
