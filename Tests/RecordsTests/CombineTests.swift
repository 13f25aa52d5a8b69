import CMapReduce
import Model
import Records
import TestSupport
import Testing

/// A plugin's combine function.
@Suite struct CombineTests {
  @Test func groupsAreReplacedByWhatIsEmitted() throws {
    var shuffle = Shuffle(partitions: 2, valueType: .int64, memoryLimit: 2000)
    shuffle.combine = { buffer, key, groups in
      let sum = try readValues(groups).map(int64).reduce(0, +)
      try withBatch([(array(key), bytes(sum))]) { try buffer.emitCombined($0, count: $1) }
    }
    var random = SeededGenerator(seed: 31)
    let records: [Record] = (0..<1000).map { (randomKey(&random), bytes(Int64($0))) }
    let output = try shuffle.map(records)
    #expect(output.statistics.combineInputRecords == 1000)
    #expect(output.statistics.combineOutputRecords == output.statistics.spilledRecords)
    var sums: [[UInt8]: Int64] = [:]
    for partition in 0..<2 {
      for group in try readGroups(shuffle.merger([output], partition: partition)) {
        sums[group.key] = group.values.map(int64).reduce(0, +)
      }
    }
    var expected: [[UInt8]: Int64] = [:]
    for (key, value) in records { expected[key, default: 0] += int64(value) }
    #expect(sums == expected)
  }

  @Test func groupsMayBeDropped() throws {
    var shuffle = Shuffle(valueType: .int64)
    shuffle.combine = { buffer, key, _ in
      guard array(key) != bytes("b") else { return }
      try withBatch([(array(key), bytes(Int64(7)))]) { try buffer.emitCombined($0, count: $1) }
    }
    let output = try shuffle.map(["a", "b", "c", "a"].map { (bytes($0), bytes(Int64(1))) })
    #expect(output.runs[0].records == [2])
    let groups = try readGroups(shuffle.merger([output], partition: 0))
    #expect(groups.map(\.key) == [bytes("a"), bytes("c")])
  }

  @Test func numberKeysArePlainInCombine() throws {
    var shuffle = Shuffle(keyType: .int64, valueType: .int64)
    shuffle.combine = { buffer, key, groups in
      #expect([-5, 9].contains(int64(array(key))))
      let values = try readValues(groups)
      try withBatch(values.map { (array(key), $0) }) { try buffer.emitCombined($0, count: $1) }
    }
    let output = try shuffle.map([9, -5, 9].map { (bytes(Int64($0)), bytes(Int64(1))) })
    let groups = try readGroups(shuffle.merger([output], partition: 0))
    #expect(groups.map { int64($0.key) } == [-5, 9])
    #expect(groups.map(\.values.count) == [1, 2])
  }

  @Test func anotherKeyIsRefused() throws {
    var shuffle = Shuffle(valueType: .int64)
    shuffle.combine = { buffer, key, _ in
      let records: [Record] = [(array(key), bytes(Int64(1))), (bytes("z"), bytes(Int64(1)))]
      try withBatch(records) { try buffer.emitCombined($0, count: $1) }
    }
    #expect(throws: RecordError.foreignKey(record: 1)) {
      try shuffle.map([(bytes("a"), bytes(Int64(1)))])
    }
  }

  @Test func recordsOutsideOfCombineAreRefused() throws {
    let buffer = try MapOutputBuffer(
      partitions: 1, keyType: .bytes, valueType: .bytes, combiner: nil, comparator: nil,
      memoryLimit: 1000)
    #expect(throws: RecordError.notCombining) {
      try withBatch([([], [])]) { try buffer.emitCombined($0, count: $1) }
    }
  }
}
