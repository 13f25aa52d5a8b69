import CMapReduce
import Testing

@Suite struct InvertedIndexTests {
  let job: mr_job

  init() throws { job = try PluginLibrary("inverted-index").job }

  @Test func aWordIsHandedOutOnceForEachDocument() throws {
    let host = TestHost()
    let first = Document(relativePath: "a.txt")
    let second = Document(relativePath: "b.txt")
    try host.run(job) { task, instance in
      for (document, text) in [
        (first, "to be or not to be"), (first, "be there"), (second, "be"), (first, "be"),
      ] {
        try host.map(job, task, instance, [Array(text.utf8)], from: document)
      }
    }
    let found = host.emitted.map { "\($0.keyText) \($0.valueText)" }
    #expect(
      found == [
        "to a.txt", "be a.txt", "or a.txt", "not a.txt", "there a.txt", "be b.txt", "be a.txt",
      ])
  }

  /// Words of all lengths, more than one table holds at first, compared with sets.
  @Test(arguments: [false, true])
  func agreesWithSets(lowercase: Bool) throws {
    var random = RandomBytes(seed: 2)
    let host = TestHost()
    host.parameters = ["lowercase": lowercase ? "true" : "false"]
    var expected: Set<TestHost.Record> = []
    try host.run(job) { task, instance in
      for number in 0..<40 {
        let name = "doc\(number)"
        let texts = (0..<10).map { _ in random.text(count: Int.random(in: 0...400, using: &random))
        }
        for word in texts.flatMap(asciiWords) {
          let key = lowercase ? word.map { $0 | 0x20 } : word
          expected.insert(TestHost.Record(key: key, value: Array(name.utf8)))
        }
        try host.map(job, task, instance, texts, from: Document(relativePath: name))
      }
    }
    #expect(host.emitted.count == expected.count)
    #expect(Set(host.emitted) == expected)
  }

  @Test func wordsAroundEightLettersAreToldApart() throws {
    let text = "abcdefg abcdefgh abcdefghi abcdefghj abcdefghijklmnop abcdefghijklmnopq a ab"
    let host = TestHost()
    try host.map(job, [Array("\(text) \(text)".utf8)])
    #expect(host.emitted.map(\.keyText) == text.split(separator: " ").map(String.init))
  }

  @Test func reduceSortsAndJoinsDocuments() throws {
    let host = TestHost()
    try host.reduce(job, key: "word", values: ["b", "a/x", "b", "B", "a", "a/x", "é"])
    #expect(host.emitted.map(\.valueText) == ["B,a,a/x,b,é"])
    #expect(host.emitted.map(\.keyText) == ["word"])
  }

  @Test func namesAreEscaped() throws {
    let host = TestHost()
    try host.reduce(job, key: "word", values: ["a,b", "c\nd", "e\\f"])
    #expect(host.emitted.map(\.valueText) == ["a\\,b,c\\nd,e\\\\f"])
  }

  @Test func refusesAParameterThatMakesNoSense() throws {
    let host = TestHost()
    host.parameters = ["lowercase": "perhaps"]
    let error = #expect(throws: TestHost.Failure.self) { try host.map(job, []) }
    #expect(error?.status == MR_FATAL)
    #expect(error?.text == "parameter lowercase: give true or false")
  }
}
