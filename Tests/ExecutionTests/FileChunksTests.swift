@testable import Execution
import Model
import Records
import TestSupport
import Testing

@Suite struct FileChunksTests {
  private func random(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    return random.text(bytes: count)
  }

  /// All spans of all chunks, one after the other.
  private func read(_ chunks: FileChunks) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let next = try chunks.next() {
      #expect(next.shares == 0..<1 && next.chunk.shares == 1)
      #expect(next.bytes.count == next.chunk.length)
      #expect(next.chunk.spans.allSatisfy { chunks.file($0.file) != nil })
      bytes += next.bytes
    }
    return bytes
  }

  /// Also a line of several blocks, for which the room has to grow.
  @Test func linesComeInOrder() throws {
    let scratch = try Scratch()
    let line = [UInt8](repeating: 0x78, count: 5 * BlockLayout.payloadCapacity) + [0x0a]
    let texts = ["a": random(1, 700_000), "b": line + random(2, 1000), "c": random(3, 10)]
    let chunks = FileChunks(try scratch.input(texts), format: .text)
    let all = ["a", "b", "c"].flatMap { texts[$0] ?? [] }
    #expect(try read(chunks) == all)
    #expect(chunks.bytes == all.count)
    let lines = texts.values.reduce(0) { sum, text in
      sum + text.count { $0 == 0x0a } + (text.last == 0x0a ? 0 : 1)
    }
    #expect(chunks.records == lines)
    #expect(chunks.lostChunks.isEmpty)
    #expect(chunks.file(3) == nil)
  }

  @Test func aDocumentComesWhole() throws {
    let scratch = try Scratch()
    let document = random(4, 3_000_000)
    let format = InputFormat.plugin(
      PluginFile(path: "", digest: "", size: 0), name: "pages", splittable: true)
    let chunks = FileChunks(try scratch.input(["a": document]), format: format)
    let next = try #require(try chunks.next())
    #expect(next.shares == 0..<1 && next.chunk.shares == 1)
    #expect(Array(next.bytes) == document)
    #expect(try chunks.next()?.chunk == nil)
    #expect(chunks.records == nil)
  }
}
