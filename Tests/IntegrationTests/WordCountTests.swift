import Foundation
import TestSupport
import Testing

/// Counts of words are those of tools that know nothing of mr.
@Suite(.fewAtOnce) struct WordCountTests {
  /// `word<TAB>count` lines of ASCII words, in the order of their bytes.
  private static let oracle =
    #"cat "$@" | tr -cs A-Za-z '\n' | { grep . || true; } | sort | uniq -c "#
    + #"| awk '{ print $2 "\t" $1 }' | sort"#

  @Test func countsAreThoseOfCoreutils() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 5_000_000)
      let files = ["text-0000.txt", "text-0001.txt", "text-0002.txt"].map {
        workspace.path("text/" + $0)
      }
      let (parts, _) = try await workspace.run(["--plugin", "wordcount", "--input", input])
      let expected = try await workspace.shell(Self.oracle, files[0], files[1], files[2])
      #expect(expected.count > 100_000)
      #expect(parts.sortedLines == expected)
    }
  }

  /// Files that lack an end, a beginning, or sense.
  @Test func unusualFilesAreCountedAlike() async throws {
    try await Workspace.run { workspace in
      let contents: [String: [UInt8]] = [
        "empty": [], "newline": [10], "no-end": Array("the end".utf8),
        "crlf": Array("one\r\ntwo\r\n\r\nthree\r".utf8),
        "nul": [65, 0, 66, 10, 0, 0, 10, 67],
        "long-line": Array(String(repeating: "word ", count: 400_000).utf8),
        "long-word": Array(repeating: UInt8(ascii: "x"), count: 100_000),
        "garbage": (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 2_654_435 >> 7) },
      ]
      for (name, bytes) in contents { try workspace.write("in/\(name)", bytes) }
      let (parts, report) = try await workspace.run([
        "--plugin", "wordcount", "--input", workspace.path("in/*"), "--format", "text!",
      ])
      #expect(report.counters["MAP_INPUT_BYTES"] == contents.values.map(\.count).reduce(0, +))
      let expected = try await workspace.shell(
        #"cd "$1"; shift; for f in *; do cat "$f"; echo; done > ../all; set -- ../all; "#
          + Self.oracle, workspace.path("in"))
      #expect(parts.sortedLines == expected)
    }
  }

  @Test func onlyEmptyFilesGiveAnEmptyResult() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "")
      try workspace.write("in/b", "")
      let arguments = [
        "--plugin", "wordcount", "--input", workspace.path("in/*"), "--reducers", "2",
      ]
      let (parts, _) = try await workspace.run(arguments)
      #expect(parts == ["part-r-00000": [], "part-r-00001": []])
      #expect(try await workspace.sequential(arguments) == parts)
    }
  }

  @Test func compressedFilesAreReadAsTheirContent() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 3_000_000)
      let plain = try await workspace.run(["--plugin", "wordcount", "--input", input]).parts
      // Also one of several members.
      _ = try await workspace.shell(
        #"cd "$1"; gzip text-0000.txt; split -n 2 text-0001.txt half.; gzip half.aa half.ab; "#
          + "cat half.aa.gz half.ab.gz > text-0001.txt.gz; rm text-0001.txt half.*",
        workspace.path("text"))
      let packed = try await workspace.run(["--plugin", "wordcount", "--input", input])
      #expect(packed.parts == plain)
      #expect(packed.report.counters["MAP_INPUT_BYTES"] == 3_000_000)
    }
  }

  @Test func attributeBecomesPartOfTheKey() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/north/a.txt", "Wind snow wind")
      try workspace.write("in/north/b.txt", "snow")
      try workspace.write("in/south/a.txt", "wind")
      let (parts, _) = try await workspace.run([
        "--plugin", "wordcount", "--input", workspace.path("in/{side}/{name}.txt"),
        "--param", "by=side", "--param", "lowercase=true",
      ])
      #expect(parts.sortedLines.text == "north/snow\t2\nnorth/wind\t2\nsouth/wind\t1\n")
    }
  }

  @Test func unicodeWordsAreThoseOfPython() async throws {
    try await Workspace.run { workspace in
      let text = """
        Größe, naïve façade — Ærøskøbing; Ελλάδα και Ἀθῆναι, Москва… 東京 の 夏!
        Été ÉTÉ été I İ ı ﬁn x²y 123abc don’t well-known e\u{301}te\u{301}

        """
      let input = try workspace.write("in.txt", String(repeating: text, count: 200))
      let (parts, _) = try await workspace.run([
        "--plugin", "wordcount", "--input", input, "--param", "unicode=true",
      ])
      // Letters and the marks on them, as docs/plugins.md has it.
      let expected = try await workspace.shell(
        """
        python3 - "$1" <<'END'
        import collections, itertools, sys, unicodedata
        text = open(sys.argv[1], encoding="utf-8").read()
        letter = lambda c: unicodedata.category(c)[0] in "LM"
        words = ["".join(g) for is_word, g in itertools.groupby(text, letter) if is_word]
        for word, n in sorted((w.encode(), n) for w, n in collections.Counter(words).items()):
            sys.stdout.buffer.write(word + b"\\t%d\\n" % n)
        END
        """, input)
      #expect(parts.sortedLines.text == expected.text)
    }
  }
}
