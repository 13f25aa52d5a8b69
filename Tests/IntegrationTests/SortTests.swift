import Foundation
import TestSupport
import Testing

/// The parts of `sort`, one after the other, are what `LC_ALL=C sort -s` makes of the same lines.
@Suite(.fewAtOnce) struct SortTests {
  /// Runs the plugin, and checks the whole against the tool, and the parts against one process.
  /// - Parameters:
  ///   - options: of the tool.
  ///   - layout: below the workspace.
  private func expectSorted(
    _ workspace: Workspace, _ parameters: [String] = [], as options: String = "",
    layout: String = "in/*", mappers: Int = 2, reducers: Int = 3
  ) async throws {
    let arguments =
      [
        "--plugin", "sort", "--input", workspace.path(layout), "--format", "text!", "--reducers",
        "\(reducers)",
      ]
      + parameters.flatMap { ["--param", $0] }
    let (parts, report) = try await workspace.run(arguments + ["--mappers", "\(mappers)"])
    #expect(parts.count == reducers)
    let directory = URL(filePath: workspace.path(layout)).deletingLastPathComponent().path
    let expected = try await workspace.shell(
      #"cd "$1"; for f in *; do case $f in *.gz) zcat "$f" ;; *) cat "$f" ;; esac | sed '$a\'; "#
        + "done | sort -s \(options)", directory)
    let whole = parts.sorted { $0.key < $1.key }.flatMap(\.value)
    #expect(whole == expected, "\(parameters), \(mappers) mappers, \(reducers) reducers")
    #expect(try await workspace.sequential(arguments) == parts)
    if !parameters.contains("unique=true") {
      #expect(
        report.counters["REDUCE_OUTPUT_RECORDS", default: 0]
          == report.counters["MAP_INPUT_RECORDS", default: 0])
    }
  }

  /// Lines of few and many bytes, all bytes but the newline among them, some of them equal.
  private func lines(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var text: [UInt8] = []
    for _ in 0..<count {
      let size = Int.random(in: 0...30, using: &random)
      let few = Bool.random(using: &random)
      for _ in 0..<size {
        let byte = UInt8.random(in: few ? 97...98 : 0...255, using: &random)
        text.append(byte == 10 ? 32 : byte)
      }
      text.append(10)
    }
    return text
  }

  @Test(arguments: [1, 2, 5], [1, 2, 7])
  func linesAreSorted(mappers: Int, reducers: Int) async throws {
    try await Workspace.run { workspace in
      for file in 0..<3 {
        try workspace.write("in/\(file)", lines(40_000, seed: UInt64(file)))
      }
      try await expectSorted(workspace, mappers: mappers, reducers: reducers)
    }
  }

  struct Order: Sendable {
    var parameters: [String]
    var options: String
  }

  /// How the tool is told the same.
  static let orders = [
    Order(parameters: ["reverse=true"], options: "-r"),
    Order(parameters: ["unique=true"], options: "-u"),
    Order(parameters: ["key=3-5"], options: #"-t '\0' -k1.3,1.5"#),
    Order(parameters: ["key=2-", "reverse=true"], options: #"-t '\0' -k1.2 -r"#),
    Order(parameters: ["key=1", "unique=true"], options: #"-t '\0' -k1.1,1.1 -u"#),
    Order(parameters: ["field=2"], options: "-k2b,2b"),
    Order(parameters: ["field=2", "separator=,"], options: "-t, -k2,2"),
    Order(parameters: ["field=3", "separator=,", "reverse=true"], options: "-t, -k3,3 -r"),
  ]

  @Test(arguments: orders)
  func partsOfLinesAreSortedBy(_ order: Order) async throws {
    try await Workspace.run { workspace in
      var random = SeededGenerator(seed: 7)
      let letters = Array("aabbc,, \t\u{e9}Z".utf8)
      for file in 0..<2 {
        var text: [UInt8] = []
        for _ in 0..<30_000 {
          let size = Int.random(in: 0...12, using: &random)
          text += (0..<size).map { _ in letters.randomElement(using: &random)! } + [10]
        }
        try workspace.write("in/\(file)", text)
      }
      try await expectSorted(workspace, order.parameters, as: order.options)
    }
  }

  @Test func unusualInputsAreSorted() async throws {
    try await Workspace.run { workspace in
      let inputs: [String: [[UInt8]]] = [
        "empty": [[]], "empty-lines": [Array(repeating: 10, count: 50_000)],
        "no-end": [Array("b\na".utf8), Array("c".utf8)],
        "equal": [Array(String(repeating: "the same line\n", count: 60_000).utf8)],
        "hot": [
          Array(((0..<9000).map { $0 % 10 == 0 ? "\($0)" : "hot" }.joined(separator: "\n")).utf8)
        ],
        "long": (0..<6).map { file in
          [UInt8](repeating: 120, count: 1_000_000) + Array("\(9 - file)\n".utf8)
        },
        "few": [Array("b\na\n".utf8)],
        "many": (0..<500).map { Array("line \($0 * 7919 % 500)\n".utf8) },
      ]
      for (name, files) in inputs {
        for (number, bytes) in files.enumerated() {
          try workspace.write("\(name)/\(number)", bytes)
        }
        try await expectSorted(workspace, layout: "\(name)/*", reducers: 4)
      }
    }
  }

  @Test func compressedFilesAreSorted() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", lines(50_000, seed: 3))
      try workspace.write("in/b", lines(50_000, seed: 4))
      _ = try await workspace.shell(#"gzip "$1""#, workspace.path("in/a"))
      try await expectSorted(workspace)
    }
  }

  /// In sorted input as well: pieces of all of it are looked at.
  @Test func partsAreAboutEqual() async throws {
    try await Workspace.run { workspace in
      let sorted = (0..<900_000).map { "\(1_000_000 + $0)\n" }.joined()
      try workspace.write("in/a", sorted)
      let (parts, _) = try await workspace.run([
        "--plugin", "sort", "--input", workspace.path("in/*"), "--reducers", "4",
      ])
      let fair = sorted.utf8.count / 4
      #expect(
        parts.values.allSatisfy { abs($0.count - fair) < fair / 5 }, "\(parts.mapValues(\.count))")
    }
  }

  @Test(arguments: [
    (["key=0-3"], "parameter key is \"0-3\""), (["key=5-2"], "byte columns"),
    (["field=x"], "\"field\" is \"x\", which is no integer"),
    (["field=0"], "give the number of a field"),
    (["field=1", "key=1"], "leave it out, or the parameter key"),
    (["separator=,"], "it goes with field=NUMBER"),
    (["field=1", "separator=ab"], "give one byte"),
    (["reverse=maybe"], "takes true, yes, 1 or false, no, 0"),
  ])
  func senselessParametersAreRefused(_ parameters: [String], _ message: String) async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "b\na\n")
      let errors = try await workspace.failure(
        ["--plugin", "sort", "--input", workspace.path("in/*")]
          + parameters.flatMap { ["--param", $0] })
      #expect(errors.contains(message), "\(errors)")
    }
  }

  @Test func lineThatIsTooLongIsNamed() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "short\n" + String(repeating: "x", count: 1_048_577) + "\n")
      let errors = try await workspace.failure([
        "--plugin", "sort", "--input", workspace.path("in/*"), "--on-bad", "fail",
      ])
      #expect(errors.contains("record 2 of ") && errors.contains("1048577"), "\(errors)")
    }
  }
}
