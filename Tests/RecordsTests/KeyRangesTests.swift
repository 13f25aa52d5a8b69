import Model
import Records
import TestSupport
import Testing

@Suite struct KeyRangesTests {
  private func find(_ key: [UInt8], in ranges: KeyRanges) -> Int {
    key.withUnsafeBytes { ranges.find($0) }
  }

  private func linear(_ key: [UInt8], _ bounds: [[UInt8]]) -> Int {
    bounds.count { !key.lexicographicallyPrecedes($0) }
  }

  @Test func boundBeginsTheNextRange() throws {
    let ranges = try KeyRanges([bytes("b"), bytes("bb"), bytes("d")])
    let expected = ["": 0, "a": 0, "b": 1, "ba": 1, "bb": 2, "bba": 2, "c": 2, "d": 3, "z": 3]
    for (key, range) in expected { #expect(find(bytes(key), in: ranges) == range, "\(key)") }
  }

  @Test func withoutBoundsThereIsOneRange() throws {
    #expect(find(bytes("x"), in: try KeyRanges([])) == 0)
    #expect(find([], in: try KeyRanges([])) == 0)
  }

  /// Few letters, NUL among them, and few lengths: keys and bounds share their first bytes.
  @Test(arguments: 1...200)
  func rangesAreThoseOfALinearSearch(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let letters = Array(
      [[0, 1, 255], [7], [65, 66], Array(0...255)].randomElement(using: &random)!)
    func key() -> [UInt8] {
      let size = Int.random(in: 0...(seed % 2 == 0 ? 12 : 3), using: &random)
      let prefix = seed % 3 == 0 ? bytes("prefix of all") : []
      return prefix + (0..<size).map { _ in UInt8(letters.randomElement(using: &random)!) }
    }
    let drawn = Set((0..<Int.random(in: 0...40, using: &random)).map { _ in key() })
    let bounds = drawn.sorted { $0.lexicographicallyPrecedes($1) }
    let ranges = try KeyRanges(bounds)
    #expect(ranges.count == bounds.count)
    for key in bounds + (0..<100).map({ _ in key() }) {
      #expect(find(key, in: ranges) == linear(key, bounds), "\(key) in \(bounds)")
    }
  }

  @Test func boundsHaveToRise() {
    #expect(throws: RecordError.unorderedBounds) { try KeyRanges([bytes("b"), bytes("a")]) }
    #expect(throws: RecordError.unorderedBounds) { try KeyRanges([bytes("a"), bytes("a")]) }
  }

  @Test func partitionsTogetherAreSorted() throws {
    var random = SeededGenerator(seed: 21)
    let records: [Record] = (0..<3000).map { (randomKey(&random), bytes("\($0)")) }
    let bounds = try KeyRanges([bytes("b"), bytes("c")])
    for combiner in [nil, StockCombiner.count] {
      let shuffle = Shuffle(
        partitions: 4, ranges: bounds, combiner: combiner, memoryLimit: 1 << 14)
      let output = try shuffle.map(records)
      var keys: [[UInt8]] = []
      for partition in 0..<4 {
        let merger = shuffle.merger([output], partition: partition)
        while let key = try merger.nextGroup() { keys.append(array(key)) }
      }
      let expected = Set(records.map(\.key)).sorted { $0.lexicographicallyPrecedes($1) }
      #expect(keys == expected)
    }
  }

  @Test func boundsHaveToFitThePartitions() throws {
    let ranges = try KeyRanges([bytes("a"), bytes("b")])
    #expect(throws: RecordError.tooManyBounds(2, partitions: 2)) {
      try Shuffle(partitions: 2, ranges: ranges).map([])
    }
  }
}
