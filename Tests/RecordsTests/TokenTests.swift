import CMapReduce
import Glibc
import Model
import Records
import TestSupport
import Testing

/// Tokens of a text that are aggregated as they lie there: the same as if they came as records.
@Suite struct TokenTests {
  /// A text and which of its bytes are of tokens.
  struct Text {
    var bytes: [UInt8]
    var isInside: [Bool]

    /// The bits past the text are set: they do not count.
    var bits: [UInt64] {
      var bits = [UInt64](repeating: .max, count: bytes.count / 64 + 1)
      for i in isInside.indices where !isInside[i] { bits[i / 64] &= ~(1 << (i % 64)) }
      return bits
    }

    func tokens(from start: Int = 0) -> [[UInt8]] {
      zip(bytes, isInside).dropFirst(start).split { !$0.1 }.map { $0.map(\.0) }
    }

    /// - Parameter tokenSizes: that the sizes are drawn from; and so are those of gaps.
    init(size: Int, tokenSizes: [Int], _ random: inout SeededGenerator) {
      bytes = []
      isInside = []
      while bytes.count < size {
        let key = randomKey(&random)
        let inside = tokenSizes.randomElement(using: &random) ?? 1
        bytes += (0..<inside).map { $0 < key.count ? key[$0] : UInt8($0 % 3) }
        isInside += (0..<inside).map { _ in true }
        let gap = [1, 1, 1, 2, 64, 130].randomElement(using: &random) ?? 1
        bytes += (0..<gap).map { _ in 97 }
        isInside += (0..<gap).map { _ in false }
      }
      bytes.removeLast(bytes.count - size)
      isInside.removeLast(isInside.count - size)
    }
  }

  /// Lends the text where nothing can be read after its end.
  private func withGuard(_ text: Text, _ body: (mr_bytes) throws -> Void) throws {
    let page = 4096
    let size = (text.bytes.count + page - 1) / page * page
    let pages = try #require(
      mmap(nil, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    defer { munmap(pages, size + page) }
    mprotect(pages + size, page, PROT_NONE)
    let start = pages + size - text.bytes.count
    text.bytes.withUnsafeBytes { start.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    try body(mr_bytes(data: start, size: text.bytes.count))
  }

  @Test(
    arguments: [1, 63, 64, 65, 80, 144, 4096, 20_000, 150_000],
    [[1, 2, 3, 5, 9], [1, 7, 8, 9, 16, 17, 40], [60, 64, 128, 1], [3, 70_000]])
  func areAggregatedLikeRecords(size: Int, tokenSizes: [Int]) throws {
    var random = SeededGenerator(seed: UInt64(size))
    for combiner in StockCombiner.allCases {
      let text = Text(size: size, tokenSizes: tokenSizes, &random)
      var shuffle = Shuffle(partitions: 2, valueType: .int64, combiner: combiner)
      shuffle.memoryLimit = 1 << 26
      let value = bytes(Int64.random(in: -3...3, using: &random))
      let asRecords = try shuffle.map(text.tokens().map { ($0, value) })
      let asTokens = try map(text, value, shuffle)
      #expect(asTokens.stream == asRecords.stream)
      #expect(asTokens.runs.map(\.records) == asRecords.runs.map(\.records))
      #expect(asTokens.statistics.records == asRecords.statistics.records)
      #expect(asTokens.statistics.bytes == asRecords.statistics.bytes)
      #expect(asTokens.statistics.combineInputRecords == asRecords.statistics.combineInputRecords)
    }
  }

  private func map(_ text: Text, _ value: [UInt8], _ shuffle: Shuffle) throws -> Shuffle.Output {
    let buffer = try MapOutputBuffer(
      partitions: shuffle.partitions, keyType: .bytes, valueType: .int64,
      combiner: shuffle.combiner, comparator: nil, memoryLimit: shuffle.memoryLimit)
    try withGuard(text) { lent in
      var start = 0
      while true {
        let end = try value.withUnsafeBytes {
          try buffer.add(
            tokensOf: lent, text.bits, from: start,
            value: mr_bytes(data: $0.baseAddress, size: $0.count))
        }
        // What is added at once is bounded, and ends where a token does not go on.
        #expect(end >= start && end - start <= 1 << 17)
        #expect(end == 0 || !text.isInside[end - 1])
        if end == start { break }
        start = end
      }
      // The rest is short, but for a token that is longer than what is added at once, and one at
      // the end.
      let rest = text.tokens(from: start)
      let first = rest.first?.count ?? 0
      #expect(text.bytes.count - start - first < 200 || first > 60_000)
      for token in rest {
        try withBatch([(token, value)]) { try buffer.add($0, count: $1, partitions: nil) }
      }
    }
    let sink = MemorySink()
    let writer = RunWriter(sink: sink)
    let runs = try buffer.spill(to: writer).map { [$0] } ?? []
    try writer.finish()
    return Shuffle.Output(stream: sink.stream, runs: runs, statistics: buffer.statistics)
  }

  /// Sums that do not fit go into several records, also of keys that need no frame otherwise.
  @Test func sumsMayOverflow() throws {
    let text = Text(
      bytes: Array(repeating: Array("ab ".utf8), count: 400).joined() + [],
      isInside: Array(repeating: [true, true, false], count: 400).flatMap(\.self))
    let shuffle = Shuffle(valueType: .int64, combiner: .sum)
    let output = try map(text, bytes(Int64.max / 3), shuffle)
    #expect(output.runs.map(\.records) == [[134]])
    let merger = shuffle.merger([output], partition: 0)
    #expect(try merger.nextGroup().map(array) == Array("ab".utf8))
    #expect(throws: RecordError.sumOverflow(key: Array("ab".utf8), type: .bytes)) {
      try merger.fold(.sum, .int64)
    }
  }

  @Test func areLeftWhereTheyCannotBeAggregated() throws {
    let bits = [UInt64](repeating: 0x0f0f, count: 40)
    let text = [UInt8](repeating: 65, count: 2500)
    for (key, combiner) in [(ValueType.int64, StockCombiner.sum), (.bytes, nil)] {
      let buffer = try MapOutputBuffer(
        partitions: 1, keyType: key, valueType: .int64, combiner: combiner, comparator: nil,
        memoryLimit: 1 << 20)
      let value = Int64(1)
      let end = try text.withUnsafeBytes { text in
        try withUnsafeBytes(of: value) { value in
          try buffer.add(
            tokensOf: mr_bytes(data: text.baseAddress, size: text.count), bits, from: 7,
            value: mr_bytes(data: value.baseAddress, size: 8))
        }
      }
      #expect(end == 7 && buffer.isEmpty && buffer.statistics.records == 0)
    }
  }

  @Test func theValueIsChecked() throws {
    let buffer = try MapOutputBuffer(
      partitions: 1, keyType: .bytes, valueType: .int64, combiner: .sum, comparator: nil,
      memoryLimit: 1 << 20)
    #expect(throws: RecordError.wrongValueSize(record: 0, size: 3, type: .int64)) {
      try [UInt8](repeating: 65, count: 100).withUnsafeBytes {
        let text = mr_bytes(data: $0.baseAddress, size: 100)
        _ = try buffer.add(
          tokensOf: text, [1, 0], from: 0, value: mr_bytes(data: $0.baseAddress, size: 3))
      }
    }
  }
}

extension TokenTests.Text {
  fileprivate init(bytes: [UInt8], isInside: [Bool]) {
    self.bytes = bytes
    self.isInside = isInside
  }
}
