import CMapReduce
import Testing

@Suite struct GrepTests {
  let job: mr_job

  init() throws { job = try PluginLibrary("grep").job }

  /// What is found in records that lie apart, as `number:line`.
  private func found(
    _ records: [[UInt8]], _ pattern: String, _ parameters: [String: String] = [:]
  ) throws -> [String] {
    let host = TestHost()
    host.parameters = parameters.merging(["pattern": pattern]) { $1 }
    try host.map(job, records)
    return texts(host)
  }

  private func found(
    _ records: [String], _ pattern: String, _ parameters: [String: String] = [:]
  ) throws -> [String] {
    try found(records.map { Array($0.utf8) }, pattern, parameters)
  }

  /// What is found in records that lie in memory as lines of one text.
  private func foundInText(
    _ text: [UInt8], _ pattern: String, _ parameters: [String: String] = [:]
  ) throws -> [String] {
    let host = TestHost()
    host.parameters = parameters.merging(["pattern": pattern]) { $1 }
    try text.withUnsafeBytes { bytes in
      let records = text.split(separator: 10, omittingEmptySubsequences: false).map {
        let line = UnsafeRawBufferPointer(rebasing: bytes[$0.startIndex..<$0.endIndex])
        return mr_record(key: mr_bytes(), value: mr_bytes(line))
      }
      try host.run(job) { task, instance in
        try Document().withSource { source in
          try host.check(job.map(instance, task, source, records, records.count))
        }
      }
    }
    return texts(host)
  }

  private func texts(_ host: TestHost) -> [String] {
    for record in host.emitted { #expect(record.keyText == "war/book.txt") }
    return host.emitted.map {
      $0.valueText.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        .joined(separator: ":")
    }
  }

  @Test func describesItself() {
    #expect(String(cString: job.name) == "grep")
    #expect(job.combiner == nil)
    #expect(job.reduce == nil)
  }

  @Test func aMatchHasNumberAndLine() throws {
    let host = TestHost()
    host.parameters = ["pattern": "b+"]
    try host.map(job, ["a", "abba\tc", "", "b"].map { Array($0.utf8) })
    #expect(host.emitted.map(\.keyText) == ["war/book.txt", "war/book.txt"])
    #expect(host.emitted.map(\.valueText) == ["2\tabba\tc", "4\tb"])
  }

  @Test(arguments: [
    ("", ["1:Ab", "2:", "3:ab cab"]), ("^$", ["2:"]), ("^a", ["3:ab cab"]),
    ("b$", ["1:Ab", "3:ab cab"]),
    ("\\Aab cab\\z", ["3:ab cab"]), ("cab|Ab", ["1:Ab", "3:ab cab"]), ("b\\n", []), ("x", []),
    ("(?i)AB", ["1:Ab", "3:ab cab"]), ("a(?= b)|\\bc", ["3:ab cab"]), ("b[^x]", ["3:ab cab"]),
  ])
  func patterns(pattern: String, lines: [String]) throws {
    #expect(try found(["Ab", "", "ab cab"], pattern) == lines)
    #expect(try foundInText(Array("Ab\n\nab cab".utf8), pattern) == lines)
  }

  @Test func emptyLinesAreLines() throws {
    let text = "\n\na\n\n"
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (pattern, numbers) in [("^$", [1, 2, 4, 5]), ("", [1, 2, 3, 4, 5]), ("a", [3])] {
      let expected = numbers.map { "\($0):\(lines[$0 - 1])" }
      #expect(try found(lines, pattern) == expected)
      #expect(try foundInText(Array(text.utf8), pattern) == expected)
    }
  }

  @Test func parameters() throws {
    let lines = ["a.b*", "A.B*", "aab*", "xa.b*", "na\u{ef}ve"]
    #expect(try found(lines, "a.b*", ["fixed": "true"]) == ["1:a.b*", "4:xa.b*"])
    #expect(
      try found(lines, "a.b*", ["fixed": "1", "ignore-case": "yes"]) == [
        "1:a.b*", "2:A.B*", "4:xa.b*",
      ])
    #expect(try found(lines, "a.b", ["word": "true"]) == ["1:a.b*", "3:aab*"])
    #expect(try found(lines, "na", ["word": "true"]) == [])
    #expect(
      try found(lines, "b*", ["fixed": "true", "invert": "true"]) == ["2:A.B*", "5:na\u{ef}ve"])
    #expect(try found(["\\E", "E"], "\\E", ["fixed": "true"]) == ["1:\\E"])
    #expect(try found(["ÄRGER", "a"], "ärg", ["ignore-case": "true"]) == ["1:ÄRGER"])
  }

  /// What is not valid in a line matches nothing; the rest of the line does.
  @Test func invalidUTF8IsSearchedAround() throws {
    let line = Array("é".utf8) + [0xff] + Array("end".utf8) + [0xc3]
    #expect(try found([line], "^é").count == 1)
    #expect(try found([line], "end").count == 1)
    #expect(try found([line], "^.end").count == 0)
    #expect(try found([[0xc3], [0xa9], Array("é".utf8)], "é") == ["3:é"])
    #expect(try foundInText([0xc3, 10, 0xa9, 10] + Array("é".utf8), "é") == ["3:é"])
    #expect(try found([[0xff, 0xfe]], "").count == 1)
  }

  @Test func aNULIsAByteOfTheLine() throws {
    #expect(try found([[65, 0, 66]], "A\\x00B").count == 1)
    #expect(try found([[65, 0, 66]], "B").count == 1)
    #expect(try found([[65, 0, 66]], "A$").count == 0)
  }

  /// A page has many lines, all with its number.
  @Test func everyLineOfARecordIsSearched() throws {
    let pages = ["one two\nthree\ntwo\n", "two", "", "\ntwo\n\n"]
    #expect(try found(pages, "two") == ["1:one two", "1:two", "2:two", "4:two"])
    #expect(try found(pages, "^$") == ["3:", "4:", "4:"])
    #expect(try found(pages, "tw", ["invert": "true"]) == ["1:three", "3:", "4:", "4:"])
  }

  @Test func linesAndBatchesOfAllSizes() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let lines = (0..<3000).map { $0 % 1000 == 7 ? long + "y" : "line \($0)" }
    #expect(
      try found(lines, "line|y") == lines.enumerated().map { "\($0.offset + 1):\($0.element)" })
  }

  /// A pattern whose text can be looked for is looked for at first: with the same outcome.
  @Test(arguments: [
    "ing", "ing [ab]+", "a(b|ing)ba", "abing?", "(abi)?ngb", "a{0}ing", "[\\]i]ng", "i\\.ng",
    "in+g",
    "^aing", "ing$", "gba|abi", "ab\\Qin\\Eg", "a.ing", "ab*?ing", "inga{2,3}", "é?ing", "bé+ing",
    "(?:ab)+ing", "\\x69ng", "i[[:alpha:]]gb", "ng\\b", "ing{", "in[g]ab", "aé*b",
  ])
  func agreesWithASearchLineByLine(pattern: String) throws {
    var random = RandomBytes(seed: 4)
    let pieces =
      ["a", "b", "ing", "\n", "i.ng", " ", "é", "g", "]ng", "{"].map { Array($0.utf8) } + [[0xc3]]
    let text = (0..<4000).flatMap { _ in pieces.randomElement(using: &random)! }
    // An alternative that never matches, behind which nothing is looked for.
    let plain = try foundInText(text, "(?:\(pattern))|\u{1}")
    #expect(try foundInText(text, pattern) == plain)
    #expect(plain.isEmpty == false)
  }

  @Test func whatTakesTooLongIsNamed() throws {
    let error = #expect(throws: TestHost.Failure.self) {
      try found(["ok", String(repeating: "a", count: 5000) + "!"], "^(a|a)*$")
    }
    #expect(error?.status == MR_FATAL)
    #expect(error?.text?.hasPrefix("data/war/book.txt:2: the pattern cannot be matched: ") == true)
  }

  @Test(arguments: [
    (
      ["pattern": "foo(bé"],
      "parameter pattern: missing closing parenthesis after character 6 of \"foo(bé\""
    ),
    (["pattern": "a", "word": "maybe"], "parameter word is \"maybe\": give true or false"),
    ([:], "parameter pattern is missing: give a regular expression"),
  ])
  func refuses(parameters: [String: String], text: String) throws {
    let host = TestHost()
    host.parameters = parameters
    let error = #expect(throws: TestHost.Failure.self) { try host.map(job, []) }
    #expect(error?.status == MR_FATAL)
    #expect(error?.text == text)
  }
}
