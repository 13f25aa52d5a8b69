import Execution
import Model
import TestSupport
import Testing

/// Jobs that emit tokens of a text, whatever is done with them on the way.
@Suite struct TokensTests {
  @Test(arguments: ["summed", "partitioned", "combined", "reduced"], [1, 3])
  func areCounted(job: String, partitions: Int) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: UInt64(partitions))
    var input: [String: [UInt8]] = [
      "long": Array(repeating: UInt8(ascii: "x"), count: 200_000) + Array(" y".utf8)
    ]
    for name in ["a", "b"] { input[name] = random.text(bytes: 200_000) }
    let files = try scratch.input(input)
    // So little memory that there are many runs.
    let pipeline = try Pipeline(
      try FixturePlugins.build("tokens"), job: job, files: files, partitions: partitions,
      memoryLimit: 1 << 16)
    let tasks = try pipeline.load(tasks: 2)
    let results = try tasks.map { try pipeline.map($0) }
    #expect(results.contains { $0.manifest.runs.count > 2 })
    let parts = try pipeline.parts(of: results)
    let tokens = input.values.flatMap { $0.split { $0 <= 0x20 } }
    #expect(try Counts(parts) == Counts(counting: tokens))
    let emitted = results.map { $0.counters.engine.mapOutputRecords }
    #expect(emitted.reduce(0, +) == tokens.count)
  }
}
