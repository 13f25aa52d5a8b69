import CMapReduce
import Testing

@Suite struct InvertedIndexTests {
  let job: mr_job

  init() throws { job = try PluginLibrary("inverted-index").job }

  /// The lines of the index of documents, each the records of one map call.
  private func index(
    _ documents: [(name: String, texts: [String])], tasks: Int = 1, lowercase: Bool = false
  ) throws -> [String: String] {
    let finish = try #require(job.map_finish)
    var lists: [[UInt8]: [[UInt8]]] = [:]
    for task in 0..<tasks {
      let host = TestHost()
      host.parameters = ["lowercase": lowercase ? "true" : "false"]
      let share = documents[
        documents.count * task / tasks..<documents.count * (task + 1) / tasks]
      try host.run(job) { mr_task, instance in
        for document in share {
          try host.map(
            job, mr_task, instance, document.texts.map { Array($0.utf8) },
            from: Document(relativePath: document.name))
        }
        try host.check(finish(instance, mr_task))
      }
      for record in host.emitted { lists[record.key, default: []].append(record.value) }
    }
    return try lists.reduce(into: [:]) { result, list in
      let host = TestHost()
      try host.reduce(job, key: list.key, values: list.value)
      #expect(host.emitted.map(\.key) == [list.key])
      result[String(decoding: list.key, as: UTF8.self)] = host.emitted.first?.valueText
    }
  }

  @Test(arguments: 1...4)
  func documentsOfAWordAreSortedAndNamedOnce(tasks: Int) throws {
    let found = try index(
      [
        ("a.txt", ["to be or not to be"]), ("a.txt", ["be there"]), ("b.txt", ["be", "not"]),
        ("a.txt", ["be"]), ("a", ["be"]), ("a/x.txt", ["be"]), ("é.txt", ["be", "there"]),
      ], tasks: tasks)
    #expect(
      found == [
        "to": "a.txt", "be": "a,a.txt,a/x.txt,b.txt,é.txt", "or": "a.txt", "not": "a.txt,b.txt",
        "there": "a.txt,é.txt",
      ])
  }

  /// Words of all lengths, more than one table holds at first, compared with sets.
  @Test(arguments: [false, true])
  func agreesWithSets(lowercase: Bool) throws {
    var random = RandomBytes(seed: 2)
    var expected: [String: Set<String>] = [:]
    let documents = (0..<40).map { number in
      let name = "doc\(number).txt"
      let texts = (0..<10).map { _ in
        random.text(count: Int.random(in: 0...400, using: &random)).map { $0 < 0x80 ? $0 : 0x20 }
      }
      for word in texts.flatMap(asciiWords) {
        let key = String(decoding: lowercase ? word.map { $0 | 0x20 } : word, as: UTF8.self)
        expected[key, default: []].insert(name)
      }
      return (name: name, texts: texts.map { String(decoding: $0, as: UTF8.self) })
    }
    for tasks in [1, 7] {
      let found = try index(documents, tasks: tasks, lowercase: lowercase)
      #expect(found == expected.mapValues { $0.sorted().joined(separator: ",") })
    }
  }

  @Test func wordsAroundEightLettersAreToldApart() throws {
    let text = "abcdefg abcdefgh abcdefghi abcdefghj abcdefghijklmnop abcdefghijklmnopq a ab"
    let found = try index([("d", ["\(text) \(text)"])])
    #expect(Set(found.keys) == Set(text.split(separator: " ").map(String.init)))
  }

  /// As the records of a text do, which are scanned at once.
  @Test func recordsMayLieInOneText() throws {
    let lines = ["to be", "", "or not", "to", "", "be"]
    let finish = try #require(job.map_finish)
    let host = TestHost()
    try Array(lines.joined(separator: "\n").utf8).withUnsafeBytes { bytes in
      let records = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
        mr_record(key: mr_bytes(), value: mr_bytes(UnsafeRawBufferPointer(rebasing: $0)))
      }
      try host.run(job) { task, instance in
        try Document().withSource {
          try host.check(job.map(instance, task, $0, records, records.count))
        }
        try host.check(finish(instance, task))
      }
    }
    #expect(host.emitted.map(\.keyText) == ["to", "be", "or", "not"])
  }

  /// More is collected than is kept at once.
  @Test func longWordsAreHandedOutOnTheWay() throws {
    let letters = (0..<26).map { UInt8(ascii: "a") + $0 }
    let long = String(repeating: "x", count: 1 << 16)
    let texts = (0..<26).map { first in
      (0..<26).map { second in
        long + String(decoding: [letters[first], letters[second]], as: UTF8.self)
      }.joined(separator: " ") + " common"
    }
    let found = try index(texts.enumerated().map { ("d\($0.offset % 2)", [$0.element]) })
    #expect(found.count == 677)
    #expect(found["common"] == "d0,d1")
    #expect(found[long + "bz"] == "d1")
  }

  @Test(arguments: 1...3)
  func namesAreEscaped(tasks: Int) throws {
    let found = try index(
      [("a,b", ["x"]), ("c\nd", ["x y"]), ("e\\f", ["x"])], tasks: tasks)
    #expect(found == ["x": "a\\,b,c\\nd,e\\\\f", "y": "c\\nd"])
  }

  @Test func whatIsNoListIsRefused() throws {
    for value: [UInt8] in [[], [1], [1, 200], [1, 0, 0, 9, 1], [1, 0, 3, 1]] {
      let host = TestHost()
      let error = #expect(throws: TestHost.Failure.self) {
        try host.reduce(job, key: [0x61], values: [value])
      }
      #expect(error?.text == "a value is no list of documents")
    }
  }

  @Test func refusesAParameterThatMakesNoSense() throws {
    let host = TestHost()
    host.parameters = ["lowercase": "perhaps"]
    let error = #expect(throws: TestHost.Failure.self) { try host.map(job, []) }
    #expect(error?.status == MR_FATAL)
    #expect(error?.text == "parameter lowercase is \"perhaps\": give true or false")
  }
}
