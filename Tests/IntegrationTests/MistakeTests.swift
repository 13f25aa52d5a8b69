import Foundation
import TestSupport
import Testing

/// A mistake in a spec is answered in the same words, whichever way in it takes: `mr run`, `mr submit`,
/// `mr run --sequential` and, where there is no output, `mr plugin check`.
@Suite(.fewAtOnce) struct MistakeTests {
  private struct Mistake {
    var options: [String: String]
    /// What is said about it.
    var words: [String]
    /// Whether a check can make it.
    var isChecked = true

    init(_ options: [String: String], _ words: String..., isChecked: Bool = true) {
      self.options = options
      self.words = words
      self.isChecked = isChecked
    }
  }

  private func mistakes(_ workspace: Workspace) throws -> [Mistake] {
    let library = try workspace.write("plain.so", "not a library")
    let noEntry = try FixturePlugins.build("no_entry")
    let declared = try FixturePlugins.build("declared")
    let crashing = try FixturePlugins.build("crashing_constructor")
    try workspace.write("full/precious", "data")
    return [
      Mistake(["plugin": "wordcuont"], "there is no plugin \"wordcuont\"", "wordcount"),
      Mistake(["plugin": "/nowhere/x.so"], "there is no plugin file /nowhere/x.so"),
      Mistake(["plugin": library], "\(library) is refused as a plugin: it cannot be loaded"),
      Mistake(["plugin": noEntry], "it has no entry function", "Define mr_plugin_entry"),
      Mistake(
        ["plugin": crashing], "was killed by signal 6", "it printed: the licence is missing",
        "Look at its constructors"),
      Mistake(
        ["plugin": "pdf"], "the plugin pdf has no jobs", "name it with --format", isChecked: false),
      Mistake(["job": "nope"], "the plugin wordcount has no job \"nope\"", "Its jobs: wordcount."),
      Mistake(["format": "nosuch"], "there is no input format \"nosuch\"", "Formats are \"text\""),
      Mistake(["format": "sort"], "the plugin sort has no input format"),
      Mistake(["param": "lowercase=maybe"], "\"maybe\", which is neither yes nor no"),
      Mistake(["param": "lowercas=true"], "no parameter \"lowercas\"", "Did you mean lowercase?"),
      Mistake(["param": "by=author"], "no part {author}", "it has {kind}"),
      Mistake(["plugin": declared, "job": "needs"], "needs the parameter \"pattern\""),
      Mistake(["plugin": declared, "job": "says_nothing"], "does not say what it reads"),
      Mistake(["input": workspace.path("*.pdf")], "no file matches the layout"),
      Mistake(["input": workspace.path("{a.txt")], "the layout", "at character"),
      Mistake(["input": workspace.path("full")], "is a directory", "full/*"),
      Mistake(
        ["output": workspace.path("full")], "is not empty", "precious", isChecked: false),
      Mistake(
        ["plugin": "grep", "param": "pattern=(a"], "job grep refuses to start",
        "missing closing parenthesis", isChecked: false),
      Mistake(
        ["function": "libz.so.1:crc32(uint64=0, date) -> uint64"], "`date` at character 27",
        "Expected: `data`", isChecked: false),
      Mistake(
        ["function": "libz.so.1:crc33(data) -> uint64"], "has no function crc33",
        isChecked: false),
      Mistake(
        ["function": "libnonesuch.so.1:f(data) -> uint64"],
        "the library libnonesuch.so.1 cannot be loaded", isChecked: false),
    ]
  }

  @Test func mistakesAreAnsweredAlike() async throws {
    try await Workspace.run { workspace in
      let sound = [
        "plugin": "wordcount", "input": workspace.path("*.{kind}"),
        "output": workspace.path("output"),
      ]
      try workspace.write("poem.txt", "a\n")
      let mistakes = try mistakes(workspace)
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        for mistake in mistakes {
          var options = sound.merging(mistake.options) { $1 }
          if options["function"] != nil { options["plugin"] = nil }
          let flags = options.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] }
          let submitted = try await master.mr(["submit", "--cluster", cluster] + flags)
          let run = try await workspace.mr(
            ["run", "--quiet", "--mappers", "1", "--reducers", "1"] + flags)
          #expect(submitted.status == 1 && run.status == 1)
          for word in mistake.words {
            #expect(submitted.errors.contains(word), "\(submitted.errors)")
          }
          #expect(run.errors == submitted.errors)
          // It would end this very process, as the author who debugs it wants.
          if !mistake.words.contains("Look at its constructors") {
            let sequential = try await workspace.mr(["run", "--sequential", "--quiet"] + flags)
            #expect(sequential.status == 1)
            #expect(sequential.errors == submitted.errors)
          }
          guard mistake.isChecked else { continue }
          #expect(try await check(options, in: workspace) == submitted.errors)
        }
      }
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }

  /// What `mr plugin check` says. That a plugin does not load is the result of its first check.
  private func check(_ options: [String: String], in workspace: Workspace) async throws -> String {
    struct Report: Decodable {
      struct Entry: Decodable {
        var check: String
        var text: String
        var remedy: String?
      }
      var checks: [Entry]
    }
    let flags = options.filter { !["plugin", "output"].contains($0.key) }
    let result = try await workspace.mr(
      ["plugin", "check", "--json", options["plugin"] ?? ""]
        + flags.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] })
    #expect(result.status == 1)
    if result.output.isEmpty { return result.errors }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output))
    #expect(report.checks.map(\.check) == ["load"])
    let entry = try #require(report.checks.first)
    return "mr: error: \(entry.text)\n" + (entry.remedy.map { "  \($0)\n" } ?? "")
  }
}
