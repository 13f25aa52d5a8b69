import CMapReduce
import Model
import TestSupport
import Records

typealias Record = (key: [UInt8], value: [UInt8])
typealias Group = (key: [UInt8], values: [[UInt8]])

/// Map outputs and what reducers read of them, as the engine does it but in memory.
struct Shuffle {
  var partitions = 1
  var ranges: KeyRanges?
  var keyType = ValueType.bytes
  var valueType = ValueType.bytes
  var combiner: StockCombiner?
  var comparator: KeyComparator?
  var memoryLimit = 1 << 20
  var batchSize = 7
  var combine: ((MapOutputBuffer, mr_bytes, any RecordGroups) throws -> Void)?
  var assign: (([UInt8]) -> UInt32)?
  /// Of the pieces that segments are read in, at most.
  var pieceSize = 50

  /// What one map attempt wrote.
  struct Output {
    var stream: [UInt8]
    var runs: [RunLayout]
    var statistics: MapOutputStatistics
  }

  func map(_ records: [Record]) throws -> Output {
    let buffer = try MapOutputBuffer(
      partitions: partitions, ranges: ranges, keyType: keyType, valueType: valueType,
      combiner: combiner,
      comparator: comparator, memoryLimit: memoryLimit)
    let sink = MemorySink()
    let writer = RunWriter(sink: sink)
    var runs: [RunLayout] = []
    func spill() throws {
      let combine = self.combine.map { combine in
        { (key: mr_bytes, groups: any RecordGroups) in try combine(buffer, key, groups) }
      }
      if let run = try buffer.spill(to: writer, combine: combine) { runs.append(run) }
    }
    var rest = records[...]
    while !rest.isEmpty {
      let batch = rest.prefix(batchSize)
      rest = rest.dropFirst(batchSize)
      let assigned = assign.map { assign in batch.map { assign($0.key) } }
      try withBatch(Array(batch)) { try buffer.add($0, count: $1, partitions: assigned) }
      if buffer.isFull { try spill() }
    }
    try spill()
    try writer.finish()
    precondition(writer.bytes == sink.stream.count)
    return Output(stream: sink.stream, runs: runs, statistics: buffer.statistics)
  }

  func merger(_ outputs: [Output], partition: Int) -> RunMerger {
    var segments: [RunMerger.Input] = []
    for output in outputs {
      for run in output.runs {
        let bytes = output.stream[run.offsets[partition]..<run.offsets[partition + 1]]
        segments.append(
          .init(
            source: CutSource(bytes, pieceSize: pieceSize, seed: UInt64(segments.count)),
            length: bytes.count, records: run.records[partition]))
      }
    }
    return RunMerger(segments: segments, keyType: keyType, comparator: comparator)
  }
}

/// Calls `body` with records that lie at exactly as many bytes as they have.
func withBatch<Result>(
  _ records: [Record], _ body: (UnsafePointer<mr_record>, Int) throws -> Result
) rethrows -> Result {
  let copies = records.map { (copy($0.key), copy($0.value)) }
  defer {
    for (key, value) in copies {
      key.deallocate()
      value.deallocate()
    }
  }
  let batch = copies.map { key, value in
    mr_record(
      key: mr_bytes(data: key.baseAddress, size: key.count),
      value: mr_bytes(data: value.baseAddress, size: value.count))
  }
  return try body(batch, batch.count)
}

private func copy(_ bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
  let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
  copy.copyBytes(from: bytes)
  return copy
}

/// All groups that are left, values read `capacity` at a time.
func readGroups(_ groups: any RecordGroups, capacity: Int = 3) throws -> [Group] {
  var result: [Group] = []
  while let key = try groups.nextGroup() {
    result.append((array(key), try readValues(groups, capacity: capacity)))
  }
  return result
}

func readValues(_ groups: any RecordGroups, capacity: Int = 3) throws -> [[UInt8]] {
  try withUnsafeTemporaryAllocation(of: mr_bytes.self, capacity: capacity) { batch in
    var result: [[UInt8]] = []
    guard let target = batch.baseAddress else { return result }
    while true {
      let count = try groups.values(into: target, capacity: capacity)
      if count == 0 { return result }
      result += batch[..<count].map(array)
    }
  }
}

func array(_ bytes: mr_bytes) -> [UInt8] {
  Array(UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func bytes(_ number: some BitwiseCopyable) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }

func int64(_ bytes: [UInt8]) -> Int64 {
  bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
}

func float64(_ bytes: [UInt8]) -> Double {
  bytes.withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
}

/// Keys of all lengths around the sizes that the engine treats apart, with many repetitions,
/// common prefixes, NULs and bytes that are no UTF-8.
func randomKey(_ random: inout SeededGenerator) -> [UInt8] {
  let sizes = [0, 1, 2, 7, 8, 9, 10, 15, 16, 17, 18, 40, 127, 128, 300]
  let size = sizes.randomElement(using: &random) ?? 0
  let alphabet: [UInt8] = [0, 97, 98, 255]
  var key = [UInt8](repeating: 97, count: size)
  for _ in 0..<min(size, 2) {
    key[Int.random(in: 0..<size, using: &random)] = alphabet.randomElement(using: &random) ?? 0
  }
  return key
}
