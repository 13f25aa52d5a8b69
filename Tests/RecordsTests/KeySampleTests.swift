import Model
import Records
import TestSupport
import Testing

@Suite struct KeySampleTests {
  private func bounds(
    _ keys: [[UInt8]], partitions: Int, type: ValueType = .bytes
  ) throws -> [[UInt8]] {
    let sample = KeySample(keyType: type, valueType: .bytes)
    try withBatch(keys.map { ($0, bytes("value")) }) { try sample.add($0, count: $1) }
    #expect(sample.count == keys.count)
    return try sample.bounds(partitions: partitions)
  }

  /// How many of the keys lie in each partition.
  private func sizes(_ keys: [[UInt8]], _ bounds: [[UInt8]], partitions: Int) throws -> [Int] {
    let ranges = try KeyRanges(bounds)
    var sizes = [Int](repeating: 0, count: partitions)
    for key in keys { key.withUnsafeBytes { sizes[ranges.find($0)] += 1 } }
    return sizes
  }

  @Test(arguments: [1, 2, 3, 10, 64])
  func keysAreDividedEvenly(partitions: Int) throws {
    var random = SeededGenerator(seed: UInt64(partitions))
    let keys = (0..<6400).map { _ in (0..<12).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    let bounds = try bounds(keys, partitions: partitions)
    #expect(bounds.count == partitions - 1)
    let fair = 6400 / partitions
    #expect(try sizes(keys, bounds, partitions: partitions).allSatisfy { abs($0 - fair) <= 1 })
    // A few bytes tell such keys apart.
    #expect(bounds.allSatisfy { $0.count <= 4 })
  }

  @Test func frequentKeyHasARangeOfItsOwn() throws {
    let keys =
      (0..<100).map { bytes("a\($0)") } + [[UInt8]](repeating: bytes("hot"), count: 1000)
      + (0..<100).map { bytes("z\($0)") }
    let bounds = try bounds(keys, partitions: 3)
    #expect(bounds == [bytes("h"), bytes("z")])
    #expect(try sizes(keys, bounds, partitions: 3) == [100, 1000, 100])
  }

  @Test func fewerKeysThanPartitions() throws {
    #expect(try bounds([], partitions: 5).isEmpty)
    #expect(try bounds([bytes("a"), bytes("a")], partitions: 5).isEmpty)
    #expect(try bounds([bytes("a"), bytes("b"), bytes("a")], partitions: 5) == [bytes("b")])
    #expect(try bounds([[], [0], [0, 0]], partitions: 9) == [[0], [0, 0]])
  }

  @Test func numbersAreDividedAsNumbers() throws {
    let keys = (-50..<50).map { bytes(Int64($0)) }
    let bounds = try bounds(keys, partitions: 2, type: .int64)
    // Normalised: the sign bit is turned, and the highest byte comes first.
    #expect(bounds == [[0x80]])
  }

  /// What comes after the first bytes of a long key does not count.
  @Test func longKeysAreCut() throws {
    let prefix = [UInt8](repeating: 7, count: 255)
    let keys = (0..<100).map { prefix + [UInt8($0)] + [UInt8](repeating: 9, count: 100_000) }
    let bounds = try bounds(keys, partitions: 4)
    #expect(bounds == [25, 50, 75].map { prefix + [$0] })
    let same = keys.map { prefix + [1, 1] + $0 }
    #expect(try self.bounds(same, partitions: 4).isEmpty)
  }

  @Test func recordsAreChecked() throws {
    let sample = KeySample(keyType: .int64, valueType: .none)
    #expect(throws: RecordError.wrongKeySize(record: 0, size: 1, type: .int64)) {
      try withBatch([(bytes("x"), [])]) { try sample.add($0, count: $1) }
    }
    #expect(throws: RecordError.valueNotEmpty(record: 0, size: 1)) {
      try withBatch([(bytes(Int64(1)), bytes("x"))]) { try sample.add($0, count: $1) }
    }
  }
}
