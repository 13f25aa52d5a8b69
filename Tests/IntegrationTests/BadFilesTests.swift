import Foundation
import TestSupport
import Testing

/// Files that cannot be used: the rest is counted as if they were not there, and each is named.
@Suite(.fewAtOnce) struct BadFilesTests {
  private struct Entry: Decodable {
    var file: String
    var kind: String
    var reason: String
    var first: Int?
    var last: Int?
    var offset: Int?
    var length: Int?
    var attempt: String?
  }

  private struct Summary: Decodable {
    struct Kind: Decodable { var entries: Int }
    var kinds: [String: Kind]
  }

  /// Runs a job that ends without what it has set aside.
  private func incomplete(
    _ workspace: Workspace, _ arguments: [String]
  ) async throws -> (part: [UInt8], list: [Entry], text: String) {
    let output = workspace.path("output-\(UUID().uuidString)")
    let result = try await workspace.mr(
      ["run", "--plugin", "wordcount", "--reducers", "1", "--output", output] + arguments)
    #expect(result.status == 3, "\(result.errors)")
    #expect(
      try workspace.files(in: output).sorted() == [
        ".mr-job.json", "_BAD", "_INCOMPLETE", "part-r-00000",
      ])
    let lines = try #require(FileManager.default.contents(atPath: output + "/_BAD/list.jsonl"))
    let summary = try #require(FileManager.default.contents(atPath: output + "/_BAD/summary.json"))
    let counts = try JSONDecoder().decode(Summary.self, from: summary)
    #expect(counts.kinds.values.reduce(0) { $0 + $1.entries } == lines.count { $0 == 10 })
    let part = try #require(FileManager.default.contents(atPath: output + "/part-r-00000"))
    return (
      Array(part),
      try lines.split(separator: 10).map { try JSONDecoder().decode(Entry.self, from: $0) },
      result.text
    )
  }

  @Test func everythingElseIsCounted() async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.shell(
        #"""
        mkdir "$1"; cd "$1"
        words() { seq "$@" | tr 0-9 a-j; }
        # What can be uncompressed of a file, up to its last newline.
        beginning() { python3 -c 'import sys, zlib
        text = zlib.decompressobj(31).decompress(open(sys.argv[1], "rb").read())
        sys.stdout.buffer.write(text[:text.rfind(b"\n") + 1])' "$1"; }
        words 60000 > a; words 9 | bzip2 > b; words 100000 | gzip > c.whole
        head -c 150000 c.whole > c.gz; rm c.whole; words 70000 80000 | gzip > d.gz
        ln -s nowhere e; ln -s f f; mkfifo g; words 5 | gzip > h; printf garbage >> h; : > i
        head -c 1000 /dev/urandom | gzip > j.gz; words 6 | gzip | head -c 15 > k
        beginning c.gz > ../c.text
        { cat a ../c.text; gzip -dc d.gz; words 5; beginning k; } | LC_ALL=C sort | uniq -c \
          | awk '{ print $2 "\t" $1 }' > ../expected
        """#, workspace.path("in"))
      let expected = try #require(
        FileManager.default.contents(atPath: workspace.path("expected")))
      let text = try #require(FileManager.default.contents(atPath: workspace.path("c.text")))
      let lines = text.count { $0 == 10 }
      for options in [["--mappers", "2"], ["--sequential"]] {
        let found = try await incomplete(
          workspace, ["--input", workspace.path("in/*")] + options)
        #expect(found.part == Array(expected))
        #expect(
          found.list.map { "\(URL(filePath: $0.file).lastPathComponent) \($0.kind)" } == [
            "b other-format", "c.gz damaged", "e unreadable", "f unreadable", "g unreadable",
            "h damaged", "j.gz other-format", "k damaged",
          ])
        let damaged = try #require(found.list.first { $0.file.hasSuffix("/c.gz") })
        #expect(damaged.first == lines + 1 && damaged.last == nil)
        #expect(damaged.offset == text.count && damaged.length == nil)
        #expect(damaged.reason.contains("it ends in the middle of a gzip member"))
        #expect(found.list.first?.reason.hasPrefix("is a bzip2 file") == true)
        #expect(found.text.contains("set aside"), "\(found.text)")
      }
      let errors = try await workspace.failure([
        "--plugin", "wordcount", "--input", workspace.path("in/*"), "--on-bad", "fail",
      ])
      #expect(errors.contains("/in/"), "\(errors)")
    }
  }

  /// The first time, and not after all the time that a task has.
  @Test func aRecordThatHangsIsKnownByTheFormatsWord() async throws {
    try await Workspace.run { workspace in
      let lines = (1...400).map { [70, 350].contains($0) ? "^" : "word \($0 % 7)" }
      for name in ["a", "b"] {
        try workspace.write("in/\(name)", (lines + [""]).joined(separator: "\n"))
      }
      let clean = workspace.path("clean")
      try workspace.write("clean", lines.filter { $0 != "^" }.joined(separator: "\n"))
      let plugins = URL(filePath: try FixturePlugins.build("counted_format"))
      try workspace.write("plugins/counted.so", try Array(Data(contentsOf: plugins)))
      let start = ContinuousClock.now
      let found = try await incomplete(
        workspace,
        [
          "--input", workspace.path("in/*"), "--format", workspace.path("plugins/counted.so"),
          "--mappers", "2", "--no-cache",
        ])
      #expect(ContinuousClock.now - start < .seconds(60))
      #expect(
        found.list.map(\.first) == [70, 350, 70, 350]
          && found.list.map(\.last) == [70, 350, 70, 350])
      #expect(found.list.allSatisfy { $0.kind == "hung" })
      #expect(Set(found.list.compactMap(\.attempt)).count == 4, "\(found.list)")
      let parts = try await workspace.sequential(
        ["--plugin", "wordcount", "--input", clean, "--reducers", "1"])
      let doubled = parts.sortedLines.split(separator: 10).map { line in
        let parts = String(decoding: line, as: UTF8.self).split(separator: "\t")
        return "\(parts[0])\t\(2 * (Int(parts[1]) ?? 0))\n"
      }.joined()
      #expect(found.part == Array(doubled.utf8))
    }
  }

  /// All of a line has to lie in the store at once.
  @Test func aLineThatDoesNotFitTheStoreIsSetAside() async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.shell(
        #"""
        mkdir "$1"; cd "$1"; { seq 1000; head -c 70000000 /dev/zero | tr '\0' x; echo; seq 9; } | tr 0-9 a-j > a
        seq 20 | tr 0-9 a-j > b
        """#, workspace.path("in"))
      let start = ContinuousClock.now
      let found = try await incomplete(
        workspace,
        ["--input", workspace.path("in/*"), "--store-memory", "64", "--mappers", "1"])
      #expect(ContinuousClock.now - start < .seconds(25))
      #expect(found.part.count { $0 == 10 } == 1000)
      #expect(found.list.map(\.kind) == ["too-long"])
      #expect(found.list[0].first == 1001 && found.list[0].last == 1001)
      #expect(found.list[0].length == 70_000_001)
    }
  }

  @Test func aFileThatVanishesIsSetAside() async throws {
    try await Workspace.run { workspace in
      // More than the loading window, which the gate keeps closed.
      let line = Array(String(repeating: "-", count: 9_999).utf8) + [10]
      let content = Array(repeating: line, count: 1_500).flatMap { $0 }
      for name in ["a", "b", "c"] { try workspace.write("in/\(name)", content) }
      let gate = Gate(workspace, "gate")
      let process = try workspace.start(mr: [
        "run", "--plugin", try FixturePlugins.build("gated"), "--input", workspace.path("in/*"),
        "--format", "text", "--output", workspace.path("output"), "--store-memory", "64",
        "--param", "map_gate=\(gate.path)", "--mappers", "1", "--reducers", "1",
      ])
      try await gate.reached()
      try FileManager.default.removeItem(atPath: workspace.path("in/c"))
      try gate.open()
      let result = try await process.wait()
      #expect(result.status == 3, "\(result.errors)")
      #expect(try workspace.files(in: workspace.path("output")).contains("_INCOMPLETE"))
    }
  }
}
