import Model
import Testing

@Suite struct SaturationTests {
  @Test func sumsEndAtTheLargestNumber() {
    #expect(Int.max.addingSaturated(1) == .max)
    #expect(Int.min.addingSaturated(-1) == .min)
    #expect(Int.min.subtractingSaturated(1) == .min)
    #expect(Int.max.subtractingSaturated(.min) == .max)
    #expect(2.addingSaturated(3) == 5)
    #expect([Int.max, .max, 1].saturatedSum() == .max)
    #expect(Int(saturating: 1e300) == .max)
    #expect(Int(saturating: -.infinity) == .min)
    #expect(Int(saturating: .nan) == 0)
    #expect(Int(saturating: 2.9) == 2)
  }

  @Test func theSharesOfAChunkAreAsLongAsTheChunk() {
    for length in [0, 1, 9, 10, 1_000_003, 1 << 50] {
      for shares in [1, 3, 7, 1000, 1_000_000] {
        let span = Span(file: 0, offset: 0, length: length, firstRecord: 1, records: 0)
        let chunk = Chunk(
          number: 0, firstBlock: 0, blockCount: 1, length: length, spans: [span], shares: shares)
        let inputs = (0..<shares).map { ChunkShare(chunk: chunk, share: $0) }
        #expect(MapTask(index: 0, inputs: inputs, files: [:]).length == length)
      }
    }
  }

  @Test func aTaskIsReadBackIfItsCountersOverflowed() {
    var sum = UserCounters(["A": .max])
    sum.add(UserCounters(["A": .max, "B": 1]))
    #expect(sum["A"] == .max && sum.overflown == ["A"])
    sum.subtract(UserCounters(["A": .max]))
    #expect(sum["A"] == .max && sum.overflown.isEmpty)
    #expect(sum.values == ["A": .max, "B": 1])
  }
}
