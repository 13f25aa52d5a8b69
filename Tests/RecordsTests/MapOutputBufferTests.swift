import CMapReduce
import Model
import Records
import Testing

/// What is refused, and why.
@Suite struct MapOutputBufferTests {
  func buffer(
    key: ValueType = .bytes, value: ValueType = .bytes, combiner: StockCombiner? = nil
  ) throws -> MapOutputBuffer {
    try MapOutputBuffer(
      partitions: 3, keyType: key, valueType: value, combiner: combiner, comparator: nil,
      memoryLimit: 1 << 16)
  }

  func add(_ records: [Record], to buffer: MapOutputBuffer, partitions: [UInt32]? = nil) throws {
    try withBatch(records) { try buffer.add($0, count: $1, partitions: partitions) }
  }

  @Test func limitsAreKept() throws {
    let largest = [UInt8](repeating: 1, count: RecordLimits.keySize)
    let buffer = try buffer()
    try add([(largest, [])], to: buffer)
    #expect(throws: RecordError.keyTooLarge(record: 1, size: largest.count + 1)) {
      try add([([], []), (largest + [1], [])], to: buffer)
    }
    #expect(buffer.statistics.records == 1)
    // The value is refused before anyone looks at its bytes.
    var record = mr_record()
    withUnsafePointer(to: &record) { pointer in
      let data = UnsafeRawPointer(pointer)
      let tooLarge = mr_record(
        key: mr_bytes(), value: mr_bytes(data: data, size: RecordLimits.valueSize + 1))
      #expect(
        throws: RecordError.valueTooLarge(record: 0, size: RecordLimits.valueSize + 1)
      ) { try withUnsafePointer(to: tooLarge) { try buffer.add($0, count: 1, partitions: nil) } }
      let missing = mr_record(key: mr_bytes(data: nil, size: 1), value: mr_bytes())
      #expect(throws: RecordError.missingBytes(record: 0)) {
        try withUnsafePointer(to: missing) { try buffer.add($0, count: 1, partitions: nil) }
      }
      let negative = mr_record(key: mr_bytes(data: data, size: -1), value: mr_bytes())
      #expect(throws: RecordError.keyTooLarge(record: 0, size: -1)) {
        try withUnsafePointer(to: negative) { try buffer.add($0, count: 1, partitions: nil) }
      }
    }
  }

  @Test func numbersHaveEightBytes() throws {
    #expect(throws: RecordError.wrongKeySize(record: 1, size: 7, type: .int64)) {
      try add([(bytes(1), []), ([1, 2, 3, 4, 5, 6, 7], [])], to: buffer(key: .int64))
    }
    for combiner in [nil, StockCombiner.max] {
      #expect(throws: RecordError.wrongValueSize(record: 0, size: 0, type: .float64)) {
        try add([([1], [])], to: buffer(value: .float64, combiner: combiner))
      }
    }
  }

  @Test func assignedPartitionsExist() throws {
    #expect(throws: RecordError.partitionOutOfRange(record: 1, partition: 3, partitions: 3)) {
      try add([([1], []), ([2], [])], to: buffer(), partitions: [2, 3])
    }
  }

  @Test func impossibleJobsAreRefused() {
    #expect(throws: RecordError.combinerNeedsNumbers(.sum, .utf8)) {
      _ = try buffer(value: .utf8, combiner: .sum)
    }
    for partitions in [0, -1, Partitioner.maximumPartitions + 1] {
      #expect(throws: RecordError.tooManyPartitions(partitions)) {
        _ = try MapOutputBuffer(
          partitions: partitions, keyType: .bytes, valueType: .bytes, combiner: nil,
          comparator: nil, memoryLimit: 1)
      }
    }
    let comparator = KeyComparator(context: nil) { _, _, _ in 0 }
    #expect(throws: RecordError.comparatorNeedsBytes(.int64)) {
      _ = try MapOutputBuffer(
        partitions: 1, keyType: .int64, valueType: .bytes, combiner: nil, comparator: comparator,
        memoryLimit: 1)
    }
  }

  @Test(arguments: [nil, StockCombiner.count])
  func aFullBufferIsEmptiedByASpill(combiner: StockCombiner?) throws {
    let buffer = try buffer(combiner: combiner)
    #expect(buffer.isEmpty)
    var number = 0
    while !buffer.isFull || number < 2000 {
      try add([(bytes(number), bytes(number))], to: buffer)
      number += 1
    }
    let writer = RunWriter(sink: MemorySink())
    let run = try #require(try buffer.spill(to: writer))
    #expect(run.records.reduce(0, +) == number)
    #expect(run.offsets.last == writer.bytes)
    #expect(buffer.isEmpty && !buffer.isFull)
    #expect(try buffer.spill(to: writer) == nil)
  }
}
