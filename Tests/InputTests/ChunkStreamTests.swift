@testable import Input
import Model
import TestSupport
import Testing

@Suite struct ChunkStreamTests {
  /// Random files in random forms, cut with random capacities: nothing lost, nothing moved.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func linesComeBackAsTheyWere(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scratch = try Scratch()
    var contents: [[UInt8]] = []
    var files: [InputFile] = []
    for index in 0..<generator.int(1...12) {
      let bytes = generator.lines(
        bytes: generator.int(0...1) * generator.int(0...600),
        newlineEvery: [3, 20, 400].randomElement(using: &generator)!)
      contents.append(bytes)
      let isCompressed = generator.int(0...2) == 0
      files.append(scratch.write(BytePath("f\(index)"), isCompressed ? gzip(bytes) : bytes))
    }
    let capacity = [1, 2, 16, 64, 100, 1000].randomElement(using: &generator)!
    let chunks = try cut(files, .rawLines, capacity: capacity)

    try expectConsistent(chunks, files, contents, capacity: capacity)
    let reader = LineReader(capacity: generator.int(1...20))
    for (index, content) in contents.enumerated() {
      var records: [ReadRecord] = []
      for chunk in chunks {
        for (span, bytes) in zip(chunk.chunk.spans, chunk.parts) where span.file == index {
          let found = try read(
            reader, Array(bytes), span, files[index], batch: generator.int(1...20))
          #expect(found.count == span.records)
          #expect(found.first?.number == span.firstRecord)
          #expect(
            try readJoined(Array(bytes), span, files[index]) == found)
          records += found
        }
      }
      #expect(records == naiveLines(content))
    }
    for chunk in chunks { #expect(chunk.chunk.shares == 1) }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func filesStayWhole(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scratch = try Scratch()
    var contents: [[UInt8]] = []
    var files: [InputFile] = []
    for index in 0..<generator.int(1...12) {
      let bytes = generator.lines(
        bytes: generator.int(0...3) * generator.int(0...60), newlineEvery: 9)
      contents.append(bytes)
      let isCompressed = generator.int(0...2) == 0
      files.append(scratch.write(BytePath("f\(index)"), isCompressed ? gzip(bytes) : bytes))
    }
    let capacity = [1, 16, 100, 1000].randomElement(using: &generator)!
    let whole = try cut(files, .whole, capacity: capacity)
    try expectConsistent(whole, files, contents, capacity: capacity)
    let spans = whole.flatMap(\.chunk.spans)
    #expect(spans.map(\.file) == Array(files.indices))
    #expect(spans.allSatisfy { $0.offset == 0 && $0.firstRecord == 1 && $0.records == 1 })
    for chunk in whole where chunk.blocks.count > 1 { #expect(chunk.chunk.spans.count == 1) }
    let reader = WholeReader()
    for (span, bytes) in whole.flatMap({ Array(zip($0.chunk.spans, $0.parts)) }) {
      let file = files[span.file]
      #expect(
        try read(reader, Array(bytes), span, file, batch: 3)
          == [ReadRecord(number: 1, key: file.relativePath.bytes, value: contents[span.file])])
    }

    let documents = try cut(files, .documents(shareSize: 40), capacity: capacity)
    #expect(documents.map(\.blocks) == whole.map(\.blocks))
    for chunk in documents {
      let length = chunk.chunk.length
      let shares = chunk.chunk.spans.count == 1 ? max(1, (length + 39) / 40) : 1
      #expect(chunk.chunk.shares == shares)
      #expect(chunk.chunk.spans.allSatisfy { $0.records == 0 })
    }
  }

  private func expectConsistent(
    _ chunks: [CutChunk], _ files: [InputFile], _ contents: [[UInt8]], capacity: Int
  ) throws {
    var blocks = 0
    var joined = contents.map { _ in [UInt8]() }
    for (number, cut) in chunks.enumerated() {
      let chunk = cut.chunk
      #expect(chunk.number == number)
      #expect(chunk.firstBlock == blocks)
      #expect(chunk.blockCount == cut.blocks.count)
      #expect(chunk.length == cut.bytes.count)
      #expect(cut.blocks.dropLast().allSatisfy { $0.count == capacity })
      #expect(chunk.length == chunk.spans.reduce(0) { $0 + $1.length })
      blocks += chunk.blockCount
      for (span, part) in zip(chunk.spans, cut.parts) {
        #expect(span.offset == joined[span.file].count)
        joined[span.file] += part
      }
      #expect(try reload(chunk, files, capacity: capacity) == cut.blocks)
    }
    #expect(joined == contents)
  }

  @Test func emptyInputHasNoBlocks() throws {
    let scratch = try Scratch()
    let files = [scratch.write("a", ""), scratch.write(BytePath("b.gz"), gzip([]))]
    #expect(try cut(files, .lines, capacity: 16).isEmpty)
    #expect(try cut([], .lines, capacity: 16).isEmpty)
    let whole = try cut(files, .whole, capacity: 16)
    #expect(whole.map(\.blocks) == [[[]]])
    #expect(whole[0].chunk.spans.map(\.records) == [1, 1])
  }

  @Test func smallFilesShareABlock() throws {
    let scratch = try Scratch()
    let files = (0..<5000).map { scratch.write(BytePath("\($0)"), Array("x\n".utf8)) }
    let chunks = try cut(files, .lines, capacity: 1 << 16)
    #expect(chunks.map(\.chunk.spans.count) == [4096, 904])
  }

  @Test func documentsFillSeveralBlocksAndShares() throws {
    let scratch = try Scratch()
    let files = [
      scratch.write("a", "x"), scratch.write("b", String(repeating: "y", count: 100)),
      scratch.write("c", "z"),
    ]
    let chunks = try cut(files, .documents(shareSize: 25), capacity: 32)
    #expect(chunks.map(\.chunk.blockCount) == [1, 4, 1])
    #expect(chunks.map(\.chunk.shares) == [1, 4, 1])
    #expect(Cutting.documents(shareSize: 1).shares(length: 1 << 20) == 1024)
    #expect(Cutting.documents(shareSize: nil).shares(length: 1 << 20) == 1)
  }

  @Test func tooLargeRecordsAreRefused() throws {
    let scratch = try Scratch()
    let line = scratch.write("line", "a\n" + String(repeating: "x", count: 100) + "\nb\n")
    #expect(try cut([line], .lines, capacity: 16, limit: 100).count > 0)
    let tooLong = try #require(throws: MRError.self) {
      try cut([line], .lines, capacity: 16, limit: 99)
    }
    #expect(tooLong.code == .input)
    #expect(tooLong.message.hasPrefix("line 2 of"))

    let plain = scratch.write("plain", String(repeating: "x", count: 100))
    let packed = scratch.write(BytePath("packed"), gzip([UInt8](repeating: 0, count: 100)))
    for file in [plain, packed] {
      #expect(try cut([file], .whole, capacity: 16, limit: 100).count == 1)
      let error = #expect(throws: MRError.self) {
        try cut([file], .whole, capacity: 16, limit: 99)
      }
      #expect(error?.message.contains("too large") == true)
    }
  }

  @Test func positionCountsBytesOnDisk() throws {
    let scratch = try Scratch()
    let files = [
      scratch.write("a", String(repeating: "line\n", count: 20)),
      scratch.write(BytePath("b"), gzip(Array(String(repeating: "line\n", count: 20).utf8))),
    ]
    var stream = ChunkStream(files, cutting: .lines, blockCapacity: 50)
    let payload = UnsafeMutableRawBufferPointer.allocate(byteCount: 50, alignment: 1)
    defer { payload.deallocate() }
    #expect(stream.position == 0)
    _ = try stream.nextBlock(into: payload)
    #expect(stream.position == 50)
    while try stream.nextBlock(into: payload) != nil {}
    #expect(stream.position == files[0].size + files[1].size)
  }
}
