import Output
import Execution
import Model
import TestSupport
import Testing

/// Whole jobs, task by task, against counting by hand.
@Suite struct PipelineTests {
  @Test(arguments: [(1, 1), (2, 1), (3, 2), (4, 5), (5, 7)])
  func wordsAreCounted(seed: UInt64, partitions: Int) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: seed)
    var input: [String: [UInt8]] = ["empty": []]
    for name in ["a", "b", "c"] {
      input[name] = random.text(bytes: Int.random(in: 1...120_000, using: &random))
    }
    let files = try scratch.input(input)
    let pipeline = try Pipeline(
      try Pipeline.bundled("wordcount"), files: files, partitions: partitions, memoryLimit: 1 << 16)
    let parts = try pipeline.run(tasks: 3)
    let words = input.values.flatMap { $0.split { $0 == 0x20 || $0 == 0x0a } }
    #expect(try Counts(parts) == Counts(counting: words))

    let output = OutputDirectory(path: "\(scratch.path)/output")
    let result = try SequentialRunner(
      pipeline.job, files: files, output: output, monitor: AttemptMonitor()
    ).run()
    #expect(result.counters.engine.mapOutputRecords == words.count)
    for partition in 0..<partitions {
      #expect(try scratch.bytes("output/part-r-0000\(partition)") == parts[partition])
    }
    #expect(scratch.entries("output").first == "_SUCCESS")
    #expect(scratch.entries("output").count == partitions + 1)
  }

  /// Without a combiner, in so little memory that a task spills many runs.
  @Test(arguments: [(11, 1), (12, 2), (13, 7)])
  func linesAreSortedAndReduced(seed: UInt64, partitions: Int) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: seed)
    let text = random.text(bytes: 90_000)
    let files = try scratch.input(["a": text, "b": text])
    let pipeline = try Pipeline(
      try FixturePlugins.build("gated"), files: files, partitions: partitions,
      parameters: ["repeat": "3"], memoryLimit: 1 << 17)
    let tasks = try pipeline.load(tasks: 2)
    let results = try tasks.map { try pipeline.map($0) }
    #expect(results.contains { $0.manifest.runs.count > 3 })
    let parts = try pipeline.parts(of: results)
    var lines = text.split(separator: 0x0a, omittingEmptySubsequences: false)
    if text.last == 0x0a { lines.removeLast() }
    // The text formatter may write an empty key as it is.
    #expect(try Counts(parts) == Counts(counting: lines, times: 6))
  }

  /// Functions of the plugin for everything: combine, partition, compare and reduce.
  @Test(arguments: [1, 3])
  func valuesOfAKeyComeInTheOrderOfTheInput(partitions: Int) throws {
    let scratch = try Scratch()
    var input: [String: [UInt8]] = [:]
    for name in ["Ab", "aB", "ab", "b", "B", "cd"] { input[name] = Array("<\(name)>".utf8) }
    let pipeline = try Pipeline(
      try FixturePlugins.build("misbehaving"), job: "custom", format: .whole,
      files: try scratch.input(input), partitions: partitions)
    let parts = try pipeline.run(tasks: 1)
    let lines = parts.flatMap { $0.split(separator: 0x0a) }
      .map { String(decoding: $0, as: UTF8.self) }
    #expect(lines.sorted() == ["Ab\t<Ab><aB><ab>", "B\t<B><b>", "cd\t<cd>"])
  }

  @Test func thePartIsTheSameInAFileAndInTheStore() throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: 5)
    // Of several blocks: every line is a key of its own.
    let lines = (0..<25_000).map { "\($0)-\(random.next())" }.joined(separator: "\n")
    let pipeline = try Pipeline(
      try FixturePlugins.build("gated"), files: try scratch.input(["a": Array(lines.utf8)]),
      partitions: 1)
    let directory = OutputDirectory(path: "\(scratch.path)/output", token: "x")
    try directory.prepare()
    let manifests = try pipeline.load(tasks: 2).map { try pipeline.map($0).manifest }
    let stored = try pipeline.reduce(0, of: manifests, attempt: 0)
    let filed = try pipeline.reduce(0, of: manifests, attempt: 1, into: directory)
    guard case .blocks(let count, let size) = stored.output else {
      Issue.record("not in the store")
      return
    }
    #expect(count > 1)
    #expect(filed.output == .file(bytes: size))
    #expect(filed.counters == stored.counters)
    let bytes = try scratch.bytes("output/.part-r-00000.1")
    #expect(bytes == (try pipeline.stored(stored.output, partition: 0)))
  }

  @Test func aJobWithoutRecordsHasEmptyParts() throws {
    let scratch = try Scratch()
    let pipeline = try Pipeline(
      try Pipeline.bundled("wordcount"), files: try scratch.input(["a": []]), partitions: 2)
    #expect(try pipeline.run(tasks: 2) == [[], []])
  }
}
