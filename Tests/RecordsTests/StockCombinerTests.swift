import CMapReduce
import Model
import Records
import TestSupport
import Testing

@Suite struct StockCombinerTests {
  func fold(_ shuffle: Shuffle, _ tasks: [[Record]]) throws -> [[UInt8]: [UInt8]] {
    var results: [[UInt8]: [UInt8]] = [:]
    let outputs = try tasks.map(shuffle.map)
    guard let combiner = shuffle.combiner else { return results }
    for partition in 0..<shuffle.partitions {
      let merger = shuffle.merger(outputs, partition: partition)
      var keys: [[UInt8]] = []
      while let key = try merger.nextGroup() {
        keys.append(array(key))
        results[array(key)] = bytes(
          try merger.fold(combiner, combiner.resultType(shuffle.valueType)))
      }
      #expect(keys == keys.sorted { $0.lexicographicallyPrecedes($1) })
    }
    return results
  }

  /// The number of tasks and of runs must not show.
  @Test(arguments: StockCombiner.allCases, [3000, 1 << 24])
  func integersAreCombined(combiner: StockCombiner, memoryLimit: Int) throws {
    var random = SeededGenerator(seed: 21)
    let tasks: [[Record]] = (0..<4).map { _ in
      (0..<3000).map { _ in
        (randomKey(&random), bytes(Int64.random(in: -1000...1000, using: &random)))
      }
    }
    var expected: [[UInt8]: Int64] = [:]
    for (key, value) in tasks.joined() {
      let number = int64(value)
      switch (combiner, expected[key]) {
      case (.count, let old): expected[key] = (old ?? 0) + 1
      case (_, nil): expected[key] = number
      case (.sum, let old?): expected[key] = old + number
      case (.min, let old?): expected[key] = min(old, number)
      case (.max, let old?): expected[key] = max(old, number)
      }
    }
    var shuffle = Shuffle(
      partitions: 3, valueType: .int64, combiner: combiner, memoryLimit: memoryLimit,
      batchSize: 200)
    shuffle.pieceSize = 333
    #expect(try fold(shuffle, tasks) == expected.mapValues { bytes($0) })
  }

  @Test func manyKeysAreCombined() throws {
    var random = SeededGenerator(seed: 22)
    let records: [Record] = (0..<30_000).map { _ in
      (bytes("\(Int.random(in: 0..<9000, using: &random))"), bytes(Int64(1)))
    }
    var expected: [[UInt8]: Int64] = [:]
    for (key, _) in records { expected[key, default: 0] += 1 }
    let shuffle = Shuffle(
      partitions: 2, valueType: .int64, combiner: .sum, memoryLimit: 1 << 26, batchSize: 1000,
      pieceSize: 9999)
    let output = try shuffle.map(records)
    #expect(output.statistics.combineInputRecords == 30_000)
    #expect(output.statistics.combineOutputRecords == expected.count)
    #expect(output.statistics.spilledRecords == expected.count)
    #expect(try fold(shuffle, [records]) == expected.mapValues { bytes($0) })
  }

  @Test func aSumHasToFitOnlyAsAWhole() throws {
    let key = bytes("k")
    let terms: [Int64] = [.max, 5, .max, .min, -7, .min, 3]
    let records: [Record] = terms.map { (key, bytes($0)) }
    let shuffle = Shuffle(valueType: .int64, combiner: .sum)
    #expect(try fold(shuffle, [records]) == [key: bytes(Int64(-1))])
    #expect(try fold(shuffle, records.map { [$0] }) == [key: bytes(Int64(-1))])
    #expect(throws: RecordError.sumOverflow(key: key, type: .bytes)) {
      try fold(shuffle, [Array(records.prefix(2))])
    }
  }

  @Test func floatsAreAddedInTheOrderOfTheInput() throws {
    var random = SeededGenerator(seed: 23)
    let key = bytes("k")
    let terms = (0..<500).map { _ in Double.random(in: -1...1, using: &random) * 1e10 }
    let records: [Record] = terms.map { (key, bytes($0)) }
    let sum = terms.reduce(0, +)
    let shuffle = Shuffle(valueType: .float64, combiner: .sum, memoryLimit: 1000)
    #expect(try fold(shuffle, [records]) == [key: bytes(sum)])
    #expect(
      try fold(shuffle, [Array(records.prefix(77)), Array(records.dropFirst(77))])
        == [key: bytes(sum)])
  }

  @Test func extremesOfFloatsDoNotDependOnOrder() throws {
    for combiner in [StockCombiner.min, .max] {
      let shuffle = Shuffle(valueType: .float64, combiner: combiner)
      for terms in [[0.0, -0.0, 0.0], [-0.0, 0.0], [1, .nan, -1], [.nan, 2], [-3, 4.5, 2]] {
        let key = bytes("k")
        let forwards = try fold(shuffle, [terms.map { (key, bytes($0)) }])
        let backwards = try fold(shuffle, terms.reversed().map { [(key, bytes($0))] })
        #expect(forwards == backwards)
        let result = float64(forwards[key] ?? [])
        if terms.contains(where: \.isNaN) {
          #expect(result.isNaN)
        } else {
          #expect(result == (combiner == .min ? terms.min() : terms.max()))
        }
      }
    }
  }

  @Test func countTakesAnyValue() throws {
    let records: [Record] = [("a", "x"), ("b", ""), ("a", "a longer value")].map {
      (bytes($0), bytes($1))
    }
    let shuffle = Shuffle(valueType: .utf8, combiner: .count)
    #expect(
      try fold(shuffle, [records, records])
        == [bytes("a"): bytes(Int64(4)), bytes("b"): bytes(Int64(2))])
  }
}
