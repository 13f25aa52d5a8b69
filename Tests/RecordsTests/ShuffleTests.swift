import CMapReduce
import Model
import Records
import TestSupport
import Testing

/// Map output and merge together, against a dictionary.
@Suite struct ShuffleTests {
  /// The groups of all records in the order of the keys, values in that of the records.
  func expectedGroups(
    _ records: [Record],
    by precedes: ([UInt8], [UInt8]) -> Bool = { $0.lexicographicallyPrecedes($1) }
  ) -> [Group] {
    var groups: [[UInt8]: [[UInt8]]] = [:]
    for record in records { groups[record.key, default: []].append(record.value) }
    return groups.map { ($0.key, $0.value) }.sorted { precedes($0.0, $1.0) }
  }

  func expectEqual(_ actual: [Group], _ expected: [Group]) {
    #expect(actual.map(\.key) == expected.map(\.key))
    #expect(actual.map(\.values) == expected.map(\.values))
  }

  func partition(_ key: [UInt8], _ count: Int) -> Int {
    key.withUnsafeBytes { Partitioner.partition(key: $0, count: count) }
  }

  @Test(arguments: [1, 2, 7], [2000, 1 << 14, 1 << 22])
  func groupsAreThoseOfADictionary(partitions: Int, memoryLimit: Int) throws {
    var random = SeededGenerator(seed: UInt64(partitions * memoryLimit))
    let tasks: [[Record]] = (0..<3).map { task in
      (0..<400).map { (randomKey(&random), bytes("\(task).\($0)")) }
    }
    var shuffle = Shuffle(partitions: partitions, memoryLimit: memoryLimit)
    let outputs = try tasks.map(shuffle.map)
    if memoryLimit == 2000 { #expect(outputs[0].runs.count > 3) }
    for (pieceSize, capacity) in [(1, 3), (40, 1), (40, 500), (5000, 3)] {
      shuffle.pieceSize = pieceSize
      for number in 0..<partitions {
        let mine = tasks.joined().filter { partition($0.key, partitions) == number }
        let merger = shuffle.merger(outputs, partition: number)
        expectEqual(try readGroups(merger, capacity: capacity), expectedGroups(Array(mine)))
        #expect(merger.recordsRead == mine.count)
      }
    }
  }

  @Test func manyRecordsAreSorted() throws {
    var random = SeededGenerator(seed: 11)
    let records: [Record] = (0..<20_000).map { number in
      let size = Int.random(in: 0...12, using: &random)
      let digits = UInt8.random(in: 1...5, using: &random)
      return ((0..<size).map { _ in UInt8.random(in: 0..<digits, using: &random) }, bytes(number))
    }
    let shuffle = Shuffle(partitions: 2, memoryLimit: 1 << 24, batchSize: 999, pieceSize: 1 << 16)
    let output = try shuffle.map(records)
    #expect(output.runs.count == 1)
    for number in 0..<2 {
      let mine = records.filter { partition($0.key, 2) == number }
      expectEqual(
        try readGroups(shuffle.merger([output], partition: number), capacity: 64),
        expectedGroups(mine))
    }
  }

  @Test func recordsStraddleBlocks() throws {
    var random = SeededGenerator(seed: 12)
    let sizes = [0, 1, 1000, 300_000, BlockLayout.payloadCapacity, 1_300_000]
    let records: [Record] = sizes.map { size in
      (bytes("key \(size)"), (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
    let shuffle = Shuffle(memoryLimit: 1 << 24, pieceSize: 400_000)
    let output = try shuffle.map(records)
    expectEqual(
      try readGroups(shuffle.merger([output], partition: 0)), expectedGroups(records))
  }

  @Test func numbersAreOrderedAsNumbers() throws {
    let integers: [Int64] = [5, -3, .max, 0, .min, -3, 256, 255]
    var shuffle = Shuffle(keyType: .int64)
    var output = try shuffle.map(integers.map { (bytes($0), bytes("v")) })
    var groups = try readGroups(shuffle.merger([output], partition: 0))
    #expect(groups.map { int64($0.key) } == Set(integers).sorted())

    let floats: [Double] = [2, .nan, -0.0, -1e300, .infinity, 0, -.infinity, 1e-300]
    shuffle.keyType = .float64
    output = try shuffle.map(floats.map { (bytes($0), bytes("v")) })
    groups = try readGroups(shuffle.merger([output], partition: 0))
    #expect(
      groups.map { float64($0.key).description }
        == ["-inf", "-1e+300", "0.0", "1e-300", "2.0", "inf", "nan"])
    #expect(groups[2].values.count == 2)
  }

  @Test func unreadValuesAreSkipped() throws {
    let records: [Record] = (0..<300).map { (bytes("\($0 % 3)"), bytes("\($0)")) }
    let shuffle = Shuffle(memoryLimit: 1000)
    let outputs = [try shuffle.map(records), try shuffle.map(records)]
    let merger = shuffle.merger(outputs, partition: 0)
    var keys: [[UInt8]] = []
    try withUnsafeTemporaryAllocation(of: mr_bytes.self, capacity: 5) { batch in
      while let key = try merger.nextGroup() {
        keys.append(array(key))
        if keys.count == 2 { #expect(try merger.values(into: batch.baseAddress!, capacity: 5) > 0) }
      }
    }
    #expect(keys == [bytes("0"), bytes("1"), bytes("2")])
    #expect(merger.recordsRead == 600)
    #expect(merger.groupsRead == 3)
  }

  @Test(arguments: [ValueType.bytes, .int64])
  func recordsAreReadWithoutGroups(keyType: ValueType) throws {
    var random = SeededGenerator(seed: 14)
    let records: [Record] = (0..<500).map {
      (
        keyType == .int64 ? bytes(Int64.random(in: -9...9, using: &random)) : randomKey(&random),
        bytes("\($0)")
      )
    }
    let shuffle = Shuffle(keyType: keyType, memoryLimit: 4000)
    let merger = shuffle.merger([try shuffle.map(records)], partition: 0)
    var actual: [Record] = []
    try withUnsafeTemporaryAllocation(of: mr_record.self, capacity: 16) { batch in
      while true {
        let count = try merger.records(into: batch.baseAddress!, capacity: 16)
        if count == 0 { break }
        actual += batch[..<count].map { (array($0.key), array($0.value)) }
      }
    }
    let groups = expectedGroups(records) { a, b in
      keyType == .int64 ? int64(a) < int64(b) : a.lexicographicallyPrecedes(b)
    }
    let expected = groups.flatMap { group in group.values.map { (group.key, $0) } }
    #expect(actual.map(\.key) == expected.map(\.0))
    #expect(actual.map(\.value) == expected.map(\.1))
  }

  @Test func aPluginMayOrderKeys() throws {
    let ignoringCase = KeyComparator(context: nil) { _, a, b in
      let (x, y) = (lowercased(a), lowercased(b))
      return x == y ? 0 : x.lexicographicallyPrecedes(y) ? -1 : 1
    }
    let shuffle = Shuffle(comparator: ignoringCase, memoryLimit: 300)
    let outputs = [
      try shuffle.map(["b", "A", "a", "C", "B"].map { (bytes($0), bytes("1\($0)")) }),
      try shuffle.map(["a", "c", "b"].map { (bytes($0), bytes("2\($0)")) }),
    ]
    let groups = try readGroups(shuffle.merger(outputs, partition: 0), capacity: 2)
    #expect(groups.map(\.key) == ["A", "b", "C"].map(bytes))
    #expect(
      groups.map(\.values)
        == [["1A", "1a", "2a"], ["1b", "1B", "2b"], ["1C", "2c"]].map { $0.map(bytes) })
  }

  @Test func aPluginMayAssignPartitions() throws {
    var random = SeededGenerator(seed: 15)
    let records: [Record] = (0..<200).map { (randomKey(&random), bytes(Int64($0))) }
    for combiner in [nil, StockCombiner.count] {
      let shuffle = Shuffle(
        partitions: 3, combiner: combiner, assign: { UInt32($0.count % 3) })
      let output = try shuffle.map(records)
      for number in 0..<3 {
        let groups = try readGroups(shuffle.merger([output], partition: number))
        let mine = records.filter { $0.key.count % 3 == number }
        #expect(groups.map(\.key) == expectedGroups(mine).map(\.key))
      }
    }
  }

  @Test func nothingIsWrittenForNothing() throws {
    let shuffle = Shuffle(partitions: 2)
    let output = try shuffle.map([])
    #expect(output.runs.isEmpty && output.stream.isEmpty)
    #expect(try shuffle.merger([], partition: 0).nextGroup() == nil)
  }
}

private func lowercased(_ key: mr_bytes) -> [UInt8] {
  array(key).map { 65...90 ~= $0 ? $0 + 32 : $0 }
}
