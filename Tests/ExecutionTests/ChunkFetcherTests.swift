import Threading
import Blocks
import BlockStore
@testable import Execution
import Model
import Records
import Testing

@Suite struct ChunkFetcherTests {
  private let store = MemoryStore()

  /// Stores a chunk whose bytes all are its number.
  private func chunk(number: Int, firstBlock: Int, length: Int) throws -> Chunk {
    let stream = BlockStreamWriter(
      BlockStreamName("t", .input(JobID(1), generation: 0)),
      through: BlockStorer(store: store, cancellation: Cancellation()), from: firstBlock)
    var left = length
    while left > 0 {
      let block = stream.nextBlock()
      let count = min(left, BlockLayout.payloadCapacity)
      [UInt8](repeating: UInt8(number), count: count).withUnsafeBytes { _ = block.append($0) }
      try stream.write(block)
      left -= count
    }
    stream.keep()
    return Chunk(
      number: number, firstBlock: firstBlock, blockCount: stream.next - firstBlock, length: length,
      spans: [])
  }

  /// A large document is fetched and opened once for shares that follow one another.
  @Test func sharesOfAChunkComeTogether() throws {
    let large = try chunk(number: 1, firstBlock: 0, length: BlockLayout.payloadCapacity + 5)
    let small = try chunk(number: 2, firstBlock: 2, length: 7)
    let expected = [(large, 0..<3), (small, 1..<3), (large, 4..<5), (large, 6..<7)]
    let inputs = expected.flatMap { chunk, shares in
      shares.map { ChunkShare(chunk: chunk, share: $0) }
    }
    let task = MapTask(index: 0, inputs: inputs, files: [:])
    let fetcher = ChunkFetcher(task, of: JobID(1), store: store, namespace: "t")
    for (expectedChunk, expectedShares) in expected {
      let next = try #require(try fetcher.next())
      #expect(next.shares == expectedShares)
      #expect(next.chunk == expectedChunk)
      #expect(next.bytes.count == expectedChunk.length)
      #expect(next.bytes.allSatisfy { $0 == UInt8(expectedChunk.number) })
    }
    #expect(try fetcher.next()?.chunk == nil)
  }
}
