import Model
import TestSupport
import Testing

/// Jobs that tell the host that their reduce changes nothing: it is not called.
@Suite struct IdentityReduceTests {
  /// - Returns: the lines of the input by their first byte, in its order; and those of the parts.
  private func run(
    _ job: String, seed: UInt64
  ) throws -> (input: [[UInt8]], parts: [[[UInt8]]]) {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: seed)
    let letters = Array("abc \t".utf8)
    let lines = (0..<20_000).map { _ in
      (0..<Int.random(in: 0...9, using: &random)).map { _ in letters.randomElement(using: &random)!
      }
    }
    let files = try scratch.input(["a": Array(lines.map { $0 + [10] }.joined())])
    // So little memory that there are many runs.
    let pipeline = try Pipeline(
      try FixturePlugins.build("identity"), job: job, files: files, memoryLimit: 1 << 16)
    let parts = try pipeline.run(tasks: 3).map { part in
      part.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { Array($0) }
    }
    return (lines, parts)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func keysAreWrittenInOrder(seed: UInt64) throws {
    let (input, parts) = try run("keys", seed: seed)
    for part in parts { #expect(part == sorted(part) { $0 }) }
    #expect(sorted(parts.flatMap(\.self)) { $0 } == sorted(input) { $0 })
  }

  @Test(arguments: [3, 4] as [UInt64])
  func valuesAreWrittenInTheOrderOfTheirKeysAndThenOfTheInput(seed: UInt64) throws {
    let (input, parts) = try run("values", seed: seed)
    #expect(sorted(parts.flatMap(\.self)) { $0.prefix(1) } == sorted(input) { $0.prefix(1) })
    for part in parts { #expect(part == sorted(part) { $0.prefix(1) }) }
  }

  /// Stable.
  private func sorted<Key: Sequence<UInt8>>(_ lines: [[UInt8]], by key: ([UInt8]) -> Key)
    -> [[UInt8]]
  {
    lines.enumerated().sorted { a, b in
      let (x, y) = (key(a.element), key(b.element))
      if x.lexicographicallyPrecedes(y) { return true }
      return a.offset < b.offset && !y.lexicographicallyPrecedes(x)
    }.map(\.element)
  }
}
