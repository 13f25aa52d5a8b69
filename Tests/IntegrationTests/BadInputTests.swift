import Foundation
import TestSupport
import Testing

/// Lines and keys that a plugin does not bear: they are set aside, and everything else is done.
@Suite(.fewAtOnce) struct BadInputTests {
  /// A line of a result's list.
  struct Entry: Decodable {
    var file: String?
    var record: String?
    var first: Int?
    var last: Int?
    var offset: Int?
    var length: Int?
    var key: String?
    var kind: String
    var reason: String
    var signal: Int?
    var capsule: String?
    var backtrace: [String]?
  }

  private func entries(_ output: String) throws -> [Entry] {
    try String(contentsOfFile: "\(output)/_BAD/list.jsonl", encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
  }

  private func lines(_ output: String, _ workspace: Workspace) async throws -> [UInt8] {
    try await workspace.shell("cat \"$1\"/part-r-* | LC_ALL=C sort", output)
  }

  /// What coreutils count of the lines that are no bad ones.
  private func expected(_ input: String, _ workspace: Workspace) async throws -> [UInt8] {
    try await workspace.shell(
      "grep -hvE '^(map|reduce)-' \"$1\" | LC_ALL=C sort | uniq -c"
        + " | awk '{ print $2 \"\\t\" $1 }' | LC_ALL=C sort", input)
  }

  private func input(_ workspace: Workspace, _ bad: [Int: String], count: Int = 30_000) throws
    -> String
  {
    let lines = (1...count).map { bad[$0] ?? "\($0 % 5000)" }
    return try workspace.write("in.txt", lines.joined(separator: "\n") + "\n")
  }

  private func arguments(_ input: String, _ output: String, _ more: [String]) throws -> [String] {
    [
      "run", "--plugin", try FixturePlugins.build("allergic"), "--input", input, "--output", output,
      "--mappers", "2", "--reducers", "2",
    ] + more
  }

  private static let bad = [
    17: "map-segv", 5000: "map-fail", 5001: "map-fail again", 12_345: "map-abort",
    20_000: "map-exit", 20_001: "reduce-fail", 29_999: "reduce-abort", 30_000: "map-segv",
  ]

  @Test(arguments: ["count", "joined", "sorted"])
  func whatIsBadIsSetAsideAndTheRestIsDone(job: String) async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, Self.bad)
      let output = workspace.path("out")
      let result = try await workspace.mr(arguments(input, output, ["--job", job]))
      #expect(result.status == 3, "\(result.errors)")
      #expect(try await lines(output, workspace) == expected(input, workspace))
      #expect(try workspace.files(in: output).contains("_BAD"))
      #expect(try workspace.files(in: output).contains("_INCOMPLETE"))
      #expect(try !workspace.files(in: output).contains("_SUCCESS"))
      #expect(result.text.contains("6 of 30,000 records and 2 of "), "\(result.text)")
      let entries = try entries(output)
      #expect(entries.compactMap(\.first) == [17, 5000, 5001, 12_345, 20_000, 30_000])
      #expect(entries.count == 8 && entries.count { $0.kind == "failed" } == 3)
      #expect(entries[0].signal == 11 && entries[0].record == "line" && entries[0].file == input)
      #expect(Set(entries.compactMap(\.key)) == ["reduce-fail", "reduce-abort"])
      let content = try Array(Data(contentsOf: URL(filePath: input)))
      for entry in entries where entry.record != nil {
        let (offset, length) = (try #require(entry.offset), try #require(entry.length))
        #expect(content[offset..<offset + length].starts(with: Array("map-".utf8)))
      }
    }
  }

  /// Without a process of its own a record that kills would end the command.
  @Test func oneProcessSetsTheSameAside() async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, [17: "map-fail", 20_001: "reduce-fail"])
      let outputs = ["one", "many"].map { workspace.path($0) }
      for (output, more) in zip(outputs, [["--sequential"], []]) {
        let result = try await workspace.mr(arguments(input, output, more))
        #expect(result.status == 3, "\(result.errors)")
      }
      #expect(try await lines(outputs[0], workspace) == lines(outputs[1], workspace))
      #expect(
        try entries(outputs[0]).map(\.reason) == entries(outputs[1]).map(\.reason))
    }
  }

  @Test func soMuchMayBeMissing() async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, [17: "map-fail", 20: "map-fail"])
      let output = workspace.path("out")
      let result = try await workspace.mr(
        arguments(input, output, ["--allow-bad", "2", "--json"]))
      #expect(result.status == 0, "\(result.errors)")
      #expect(try workspace.files(in: output).contains("_SUCCESS"))
      #expect(try entries(output).count == 2)
      #expect(result.text.contains("\"isAllowed\" : true"), "\(result.text)")
    }
  }

  @Test func whatIsTooMuchEndsTheJob() async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, [17: "map-fail", 20: "map-fail", 21: "map-fail"])
      let output = workspace.path("out")
      for most in ["2", "0.001%"] {
        let result = try await workspace.mr(arguments(input, output, ["--max-bad", most]))
        #expect(result.status == 1)
        #expect(result.errors.contains("3 lines are bad"), "\(result.errors)")
        #expect(result.errors.contains("this is not to be borne"), "\(result.errors)")
        #expect(try workspace.files(in: output) == [])
      }
    }
  }

  @Test func nothingIsSetAsideIfItIsToFail() async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, [17: "map-fail"])
      let result = try await workspace.mr(
        arguments(input, workspace.path("out"), ["--on-bad", "fail"]))
      #expect(result.status == 1)
      #expect(result.errors.contains("this is not to be borne"), "\(result.errors)")
    }
  }

  @Test func aLineThatHangsIsSetAside() async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, [17: "map-hang"], count: 2000)
      let output = workspace.path("out")
      let result = try await workspace.mr(
        arguments(input, output, []), environment: ["MR_TASK_TIMEOUT": "1"])
      #expect(result.status == 3, "\(result.errors)")
      #expect(try entries(output).map(\.kind) == ["hung"])
      #expect(try await lines(output, workspace) == expected(input, workspace))
    }
  }

  /// As far as the process can tell: a stack that is used up is one thing more to go wrong.
  @Test func aCrashSaysWhereItWas() async throws {
    try await Workspace.run { workspace in
      let bad = [
        17: "map-deep", 40: "map-endless", 60: "map-abort", 80: "map-exit", 90: "map-fail",
      ]
      let input = try input(workspace, bad, count: 2000)
      let output = workspace.path("out")
      let result = try await workspace.mr(arguments(input, output, []))
      #expect(result.status == 3, "\(result.errors)")
      let entries = try entries(output)
      #expect(entries.compactMap(\.first) == bad.keys.sorted())
      #expect(entries.map(\.signal) == [11, 11, 6, nil, nil])
      func functions(_ entry: Entry) -> [String] {
        (entry.backtrace ?? []).compactMap {
          $0.split(separator: "(").dropFirst().first.map { "\($0.dropLast())" }
        }
      }
      let deep = try #require(entries.first?.backtrace)
      #expect(
        deep.allSatisfy { $0.contains("+0x") } && deep.count > 6 && deep.count <= 32, "\(deep)")
      #expect(
        functions(entries[0]).starts(
          with: ["break_down", "descend", "descend", "descend", "descend"]), "\(deep)")
      #expect(deep.first?.contains("allergic") == true, "\(deep)")
      #expect(functions(entries[0]).contains("map"), "\(deep)")
      #expect(functions(entries[1]).count == 32, "\(entries[1])")
      #expect(functions(entries[1]).dropFirst().allSatisfy { $0 == "descend" }, "\(entries[1])")
      #expect(
        functions(entries[2]).contains("suffer") || functions(entries[2]).contains("map"),
        "\(entries[2])")
      #expect(entries[3].backtrace == nil && entries[4].backtrace == nil)
      #expect(try await lines(output, workspace) == expected(input, workspace))
    }
  }

  /// What may pass is tried four times.
  @Test func aLineThatFailsAgainAndAgainIsSetAside() async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, [17: "map-retry", 18: "reduce-retry"], count: 2000)
      let output = workspace.path("out")
      let result = try await workspace.mr(arguments(input, output, []))
      #expect(result.status == 3, "\(result.errors)")
      #expect(try entries(output).map(\.kind) == ["failed", "failed"])
      #expect(try await lines(output, workspace) == expected(input, workspace))
    }
  }

  /// A plugin that fails everything has no result, and says why.
  @Test(arguments: ["map_fatal", "crash", "exit_process", "endless_loop"])
  func nothingLeftIsAFailure(job: String) async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("poem.txt", "Season of mists\nClose bosom-friend\n")
      let errors = try await workspace.failure(
        ["--plugin", try FixturePlugins.build("misbehaving"), "--job", job, "--input", input],
        environment: ["MR_TASK_TIMEOUT": "1"])
      #expect(errors.contains("nothing of the input can be used: 2 "), "\(errors)")
      #expect(errors.contains("poem.txt") || job == "endless_loop", "\(errors)")
    }
  }

  @Test func whatWasSetAsideRunsAgain() async throws {
    try await Workspace.run { workspace in
      let input = try input(workspace, [17: "map-segv", 20: "map-fail", 30: "reduce-fail"])
      let output = workspace.path("out")
      _ = try await workspace.mr(arguments(input, output, []))
      let capsules = try entries(output).map { "\(output)/_BAD/\($0.capsule ?? "")" }
      try #require(capsules.count == 3)
      let crash = try await workspace.mr(["replay", capsules[0]])
      #expect(crash.status == 139, "\(crash.errors)")
      for capsule in capsules[1...] {
        let failure = try await workspace.mr(["replay", capsule])
        #expect(failure.status == 1)
        #expect(failure.errors.contains("this is not to be borne"), "\(failure.errors)")
      }
      let mended = ["--plugin", try FixturePlugins.build("allergic", defect: "none")]
      let shown = ["map-segv\\x091\n", "map-fail\\x091\n", "reduce-fail\\x091\n"]
      for (capsule, line) in zip(capsules, shown) {
        let result = try await workspace.mr(["replay"] + mended + [capsule])
        #expect(result.status == 0 && result.text == line, "\(result.errors)")
      }
      let none = try await workspace.mr(["replay", input])
      #expect(none.status == 1 && none.errors.contains("cannot be read as a capsule"))
    }
  }

  /// Several map tasks, of which some are taken over.
  private func incomplete(_ workspace: Workspace, _ output: String, job: String = "count")
    async throws -> [String]
  {
    let input = try input(
      workspace, [17: "map-segv", 400_000: "map-fail", 3000: "reduce-fail"], count: 500_000)
    let options = ["--job", job, "--task-size", "1"]
    let result = try await workspace.mr(arguments(input, output, options))
    #expect(result.status == 3, "\(result.errors)")
    return [
      "--plugin", try FixturePlugins.build("allergic", defect: "none"), "--input", input,
      "--mappers", "2", "--reducers", "2",
    ] + options
  }

  private func taken(_ errors: String) -> String? {
    errors.split(separator: "\n").first { $0.contains("taken over") }.map(String.init)
  }

  @Test(arguments: ["count", "joined", "sorted"])
  func aMendedPluginCompletesTheResult(job: String) async throws {
    try await Workspace.run { workspace in
      let output = workspace.path("out")
      let clean = try await workspace.run(try await incomplete(workspace, output, job: job)).parts
      let mended = try FixturePlugins.build("allergic", defect: "none")
      let result = try await workspace.mr(["resume", output, "--plugin", mended])
      #expect(result.status == 0, "\(result.errors)")
      // A sample with the bad lines has other bounds.
      let isTaken = job != "sorted"
      #expect(
        taken(result.errors)?.contains(isTaken ? " map tasks are" : "nothing of") ?? false,
        "\(result.errors)")
      #expect(result.text.contains(output) && !result.text.contains("resumed"), "\(result.text)")
      #expect(try workspace.parts(output) == clean)
      #expect(try !workspace.files(in: workspace.directory).contains { $0.contains("resumed") })
      let again = try await workspace.mr(["resume", output])
      #expect(again.status == 1 && again.errors.contains("nothing to go on from"))
    }
  }

  /// What is damaged is not taken over.
  @Test func damagedRemainsAreMadeAnew() async throws {
    try await Workspace.run { workspace in
      let output = workspace.path("out")
      let clean = try await workspace.run(try await incomplete(workspace, output)).parts
      let bad = "\(output)/_BAD"
      let blocks = try workspace.files(in: bad).filter { $0.hasSuffix(".blocks") }
      try #require(blocks.count > 2)
      for (index, name) in blocks.enumerated() where index % 2 == 0 {
        var content = try Data(contentsOf: URL(filePath: "\(bad)/\(name)"))
        content[content.count * index / blocks.count] ^= 4
        try content.write(to: URL(filePath: "\(bad)/\(name)"))
      }
      let mended = try FixturePlugins.build("allergic", defect: "none")
      let result = try await workspace.mr(["resume", output, "--plugin", mended])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try workspace.parts(output) == clean)
    }
  }

  @Test func aDamagedDescriptionIsRefused() async throws {
    try await Workspace.run { workspace in
      let output = workspace.path("out")
      _ = try await incomplete(workspace, output)
      let path = "\(output)/_BAD/job.json"
      var content = try Data(contentsOf: URL(filePath: path))
      content[content.count / 2] ^= 1
      try content.write(to: URL(filePath: path))
      let result = try await workspace.mr(["resume", output])
      #expect(result.status == 1 && result.errors.contains("is damaged"), "\(result.errors)")
      #expect(try workspace.files(in: output).contains("_INCOMPLETE"))
    }
  }

  /// The plugin is as it was: the result stays incomplete, and is there all the same.
  @Test func whatIsStillBadStaysSetAside() async throws {
    try await Workspace.run { workspace in
      let output = workspace.path("out")
      _ = try await incomplete(workspace, output)
      let before = try await lines(output, workspace)
      let result = try await workspace.mr(["resume", output])
      #expect(result.status == 3, "\(result.errors)")
      #expect(try await lines(output, workspace) == before)
      #expect(try entries(output).count == 3)
    }
  }

  /// One page is enough for a result, however many are left out: by the format, or because they kill it.
  @Test func aBookOfWhichOnePageIsLeft() async throws {
    try await Workspace.run { workspace in
      let book = "torn a\nkill\ntorn b\nwhole\nkill too\ntorn c\n"
      let input = try workspace.write("book", book)
      let output = workspace.path("out")
      let result = try await workspace.mr([
        "run", "--plugin", try FixturePlugins.build("torn"), "--input", input, "--output", output,
        "--mappers", "1", "--reducers", "1", "--no-cache",
      ])
      #expect(result.status == 3, "\(result.errors)")
      #expect(try await lines(output, workspace) == Array("whole\t1\n".utf8))
      #expect(try entries(output).compactMap(\.first) == [1, 2, 3, 5, 6])
      #expect(try entries(output).map(\.kind) == ["torn", "killed", "torn", "killed", "torn"])
      #expect(result.text.contains("5 of 6 records"), "\(result.text)")
    }
  }
}
