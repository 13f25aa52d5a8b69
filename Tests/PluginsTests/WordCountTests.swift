import CMapReduce
import Testing

@Suite struct WordCountTests {
  let job: mr_job

  init() throws { job = try PluginLibrary("wordcount").job }

  private func words(
    _ texts: [[UInt8]], _ parameters: [String: String] = [:], from document: Document = Document(),
    hasTokens: Bool = false
  ) throws -> [String] {
    let host = TestHost()
    host.hasTokens = hasTokens
    host.parameters = parameters
    try host.map(job, texts, from: document)
    return host.emitted.map(\.keyText)
  }

  private func words(
    _ text: String, _ parameters: [String: String] = [:], from document: Document = Document()
  ) throws -> [String] {
    try words([Array(text.utf8)], parameters, from: document)
  }

  @Test func describesItself() {
    #expect(String(cString: job.name) == "wordcount")
    #expect(String(cString: job.combiner) == "sum")
    #expect(job.key_type == MR_UTF8)
    #expect(job.value_type == MR_INT64)
  }

  @Test func everyWordCountsOne() throws {
    let host = TestHost()
    try host.map(job, [Array("It's a fine-tuned X2y".utf8), [], Array("day".utf8)])
    #expect(host.emitted.map(\.keyText) == ["It", "s", "a", "fine", "tuned", "X", "y", "day"])
    for record in host.emitted {
      #expect(record.value.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) } == 1)
    }
  }

  /// The scanner works on blocks of 64 bytes, on tails of every size, and on pieces of 32 KiB.
  @Test(arguments: [false, true])
  func agreesWithAByteByByteScanAtEverySize(hasTokens: Bool) throws {
    var random = RandomBytes(seed: 1)
    for size in Array(0...260) + [32_700, 32_768, 32_769, 100_000] {
      let texts = (0..<3).map { _ in random.text(count: size) }
      let expected = texts.flatMap(asciiWords).map { String(decoding: $0, as: UTF8.self) }
      #expect(try words(texts, hasTokens: hasTokens) == expected, "size \(size)")
    }
  }

  @Test(arguments: [false, true])
  func aWordMayBeLongerThanAPiece(hasTokens: Bool) throws {
    for size in [32_766, 32_768, 100_000] {
      let long = String(repeating: "x", count: size)
      let text = "a \(long) b"
      #expect(try words([Array(text.utf8)], hasTokens: hasTokens) == ["a", long, "b"])
    }
  }

  @Test func thereMayBeMoreWordsThanABatchHas() throws {
    #expect(
      try words(String(repeating: "Ab ", count: 5000), ["lowercase": "yes"])
        == Array(repeating: "ab", count: 5000))
  }

  @Test func lowercase() throws {
    #expect(try words("The CAT @[ zZ", ["lowercase": "true"]) == ["the", "cat", "zz"])
    #expect(try words("The CAT", ["lowercase": "0"]) == ["The", "CAT"])
  }

  @Test func byAttribute() throws {
    let document = Document(attributes: [("category", "war"), ("book", "")])
    #expect(try words("a B", ["by": "category"], from: document) == ["war/a", "war/B"])
    #expect(try words("a B", ["by": "book", "lowercase": "1"], from: document) == ["/a", "/b"])
  }

  @Test func unicode() throws {
    let unicode = ["unicode": "true"]
    #expect(
      try words("naïve Ünder_ßtraße Жук 中文！", unicode) == ["naïve", "Ünder", "ßtraße", "Жук", "中文"])
    #expect(try words("\u{301}e\u{301}te\u{301} x", unicode) == ["e\u{301}te\u{301}", "x"])
    #expect(
      try words("ÉCOLE Ⱥb ĲS", ["unicode": "1", "lowercase": "1"]) == ["école", "ⱥb", "ĳs"])
  }

  @Test func invalidUTF8SeparatesWords() throws {
    let cases: [[UInt8]] = [
      [0xff], [0xc3], [0xe4, 0xb8], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0xe0, 0x80, 0x80], [0xf0, 0x80, 0x80, 0x80], [0x80, 0x80],
    ]
    for invalid in cases {
      let text = Array("é".utf8) + invalid + Array("b".utf8) + invalid
      #expect(try words([text], ["unicode": "true"]) == ["é", "b"], "\(invalid)")
    }
  }

  @Test(arguments: [
    (["lowercase": "maybe"], "parameter lowercase is \"maybe\": give true or false"),
    (["unicode": ""], "parameter unicode is \"\": give true or false"),
    (["by": ""], "parameter by is empty: give the name of an attribute"),
    (
      ["by": "author"],
      "parameter by=author: the input layout has no such attribute; it has {category}, {book}"
    ),
  ])
  func refuses(parameters: [String: String], text: String) throws {
    let document = Document(attributes: [("category", "war"), ("book", "peace")])
    let error = #expect(throws: TestHost.Failure.self) {
      try words("a", parameters, from: document)
    }
    #expect(error?.status == MR_FATAL)
    #expect(error?.text == text)
  }
}
