import Threading
import Blocks
import BlockStore
@testable import Execution
import Model
import Records
import Testing

@Suite struct ChunkFetcherTests {
  private let store = MemoryStore()

  private func key(_ chunk: Chunk, _ block: Int) -> String { "b\(chunk.firstBlock + block)" }

  /// Stores a chunk whose bytes all are its number.
  private func chunk(number: Int, firstBlock: Int, length: Int) throws -> Chunk {
    let storer = BlockStorer(store: store, cancellation: Cancellation())
    var left = length
    var blocks = 0
    while left > 0 {
      let block = storer.nextBlock()
      let count = min(left, BlockLayout.payloadCapacity)
      [UInt8](repeating: UInt8(number), count: count).withUnsafeBytes { _ = block.append($0) }
      try storer.store(block, key: "b\(firstBlock + blocks)")
      left -= count
      blocks += 1
    }
    return Chunk(
      number: number, firstBlock: firstBlock, blockCount: blocks, length: length, spans: [])
  }

  /// A large document is fetched and opened once for shares that follow one another.
  @Test func sharesOfAChunkComeTogether() throws {
    let large = try chunk(number: 1, firstBlock: 0, length: BlockLayout.payloadCapacity + 5)
    let small = try chunk(number: 2, firstBlock: 2, length: 7)
    let expected = [(large, 0..<3), (small, 1..<3), (large, 4..<5), (large, 6..<7)]
    let inputs = expected.flatMap { chunk, shares in
      shares.map { ChunkShare(chunk: chunk, share: $0) }
    }
    let fetcher = ChunkFetcher(inputs, store: store, key: key)
    for (expectedChunk, expectedShares) in expected {
      let (chunk, shares, bytes) = try #require(try fetcher.next())
      #expect(shares == expectedShares)
      #expect(chunk.number == expectedChunk.number)
      #expect(bytes.count == chunk.length)
      #expect(bytes.allSatisfy { $0 == UInt8(chunk.number) })
    }
    #expect(try fetcher.next()?.0 == nil)
  }
}
