import Foundation
import TestSupport
import Testing

/// Lines that are found are those of GNU grep, whatever the files are like.
@Suite(.fewAtOnce) struct GrepTests {
  /// `document<TAB>number<TAB>line`: the arguments are a directory and grep's own.
  private static let oracle = #"""
    cd "$1"; shift
    find . -type f -printf '%P\0' | while IFS= read -r -d '' file; do
      zcat -f "$file" | { LC_ALL=C.UTF-8 grep -an "$@" || true; } |
        sed "s|^\([0-9]*\):|$file\t\1\t|"
    done | sort
    """#

  private func makeInput(_ workspace: Workspace) async throws -> String {
    let contents: [String: [UInt8]] = [
      "empty": [], "newline": [10], "no-end": Array("the end\nthe very last line".utf8),
      "empty lines": Array("\n\nthe\n\n\nlast\n\n".utf8),
      "crlf": Array("the one\r\n\r\nthree\r".utf8),
      "nul": Array("the\0line\n\0\nthe \0".utf8),
      "not ascii": Array("Größe der Brücke\nthe naïve\nthe NAÏVE\nn\u{203c}ve\n".utf8),
      "invalid": Array("the ".utf8) + [0xff, 0xc3, 10, 0x80] + Array("ve the\nna".utf8) + [
        0xc3, 10,
      ],
      "long lines": Array(
        (String(repeating: "word ", count: 200_000) + "the end\n"
          + String(repeating: "-", count: 1_000_000) + "\n").utf8),
    ]
    for (name, bytes) in contents { try workspace.write("in/odd/\(name)", bytes) }
    _ = try await workspace.text("in/long", bytes: 3_000_000)
    _ = try await workspace.shell(
      #"cp "$1" "$2"; gzip "$2""#,
      workspace.path("in/long/text-0000.txt"), workspace.path("in/odd/packed"))
    return workspace.path("in")
  }

  static let searches: [(pattern: String, parameters: [String], options: [String])] = [
    ("the", [], ["-F"]), ("", [], ["-P"]), ("^$", [], ["-P"]), ("^the .*end$", [], ["-P"]),
    ("ing [a-f]+st", [], ["-E"]), ("na.ve", ["ignore-case=true"], ["-Pi"]),
    ("THE", ["ignore-case=true"], ["-Pi"]), ("th|Br(ü|u)cke", [], ["-P"]), ("[^ -~]", [], ["-P"]),
    ("a.e", ["fixed=true"], ["-F"]), ("the", ["word=true"], ["-w"]),
    ("e", ["invert=true"], ["-vP"]), ("(?<=the )[a-z]+$", [], ["-P"]),
  ]

  @Test func linesAreThoseOfGNUGrep() async throws {
    try await Workspace.run { workspace in
      let input = try await makeInput(workspace)
      for search in Self.searches {
        let arguments =
          ["--plugin", "grep", "--input", input + "/{kind}/*", "--format", "text!"]
          + (["pattern=\(search.pattern)"] + search.parameters).flatMap { ["--param", $0] }
          + ["--reducers", "2"]
        let (parts, report) = try await workspace.run(arguments + ["--mappers", "2"])
        let expected = try await workspace.shell(
          "set -- \"$1\" $2 -e \"$3\"; " + Self.oracle, input,
          search.options.joined(separator: " "),
          search.pattern)
        #expect(parts.sortedLines == expected, "\(search)")
        #expect(report.mapTasks.total > 2)
        #expect(try await workspace.sequential(arguments) == parts, "\(search)")
      }
    }
  }

  /// Also where tasks of one document end in another order than they began.
  @Test func linesOfADocumentAreInOrder() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 5_000_000, files: 1)
      let (parts, report) = try await workspace.run([
        "--plugin", "grep", "--input", input, "--param", "pattern=a", "--mappers", "3",
        "--reducers", "1",
      ])
      #expect(report.mapTasks.total > 3)
      let expected = try await workspace.shell(
        #"grep -n a "$1" | sed "s|^\([0-9]*\):|text-0000.txt\t\1\t|""#,
        workspace.path("text/text-0000.txt"))
      #expect(parts["part-r-00000"] == expected)
    }
  }

  @Test func aLineOfAPDFHasTheNumberOfItsPage() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      let (parts, _) = try await workspace.run([
        "--plugin", "grep", "--input", manuals + "/**/*.pdf", "--param", "pattern=kernel",
        "--param", "word=true",
      ])
      let expected = try await workspace.shell(
        #"""
        cd "$1"; for file in */*.pdf; do
          pdftotext "$file" - | tr '\n\f' '\001\n' | grep -n '\bkernel\b' | sed "s|^\([0-9]*\):.*|$file\t\1|"
        done | sort
        """#, manuals)
      #expect(expected.count > 500)
      let pages = Set(
        parts.sortedLines.split(separator: 10).map { line in
          Array(line.split(separator: 9, maxSplits: 2).prefix(2).joined(separator: [9]))
        })
      #expect(pages == Set(expected.split(separator: 10).map(Array.init)))
    }
  }

  @Test func wrongPatternsAreRefused() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "a\n")
      let job = ["--plugin", "grep", "--input", input, "--param"]
      let open = try await workspace.failure(job + ["pattern=(a"])
      #expect(open.contains("missing closing parenthesis after character 2 of \"(a\""), "\(open)")
      let missing = try await workspace.failure(job + ["word=true"])
      #expect(missing.contains("needs the parameter \"pattern\""), "\(missing)")
    }
  }

  @Test func aLineThatTakesTooLongEndsTheJob() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "a\n" + String(repeating: "a", count: 5000) + "!\n")
      let errors = try await workspace.failure([
        "--plugin", "grep", "--input", input, "--param", "pattern=^(a|a)*$",
        "--on-bad", "fail",
      ])
      #expect(errors.contains("in.txt:2: the pattern cannot be matched: match limit"), "\(errors)")
    }
  }
}
