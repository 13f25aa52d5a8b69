import Model
import Testing

@Suite struct BlockStreamNameTests {
  private let job = JobID(7)

  private func key(_ content: BlockStreamName.Content, _ block: Int) -> String {
    BlockStreamName("ns", content).key(block)
  }

  /// The texts are documented, and what sweeps a pool goes by them.
  @Test func keysAreAsDocumented() {
    #expect(key(.input(job, generation: 2), 11) == "ns.j7.i11.2")
    #expect(key(.mapOutput(job, task: 3, attempt: 1), 0) == "ns.j7.m3.1.0")
    #expect(key(.merged(job, partition: 4, attempt: 1000), 5) == "ns.j7.s4.1000.5")
    #expect(key(.part(job, partition: 4, attempt: 0), 65_535) == "ns.j7.r4.0.65535")
    #expect(key(.plugin(digest: "0af1"), 1) == "ns.p.0af1.1")
  }

  @Test func anAttemptsOutputIsOfItsTask() {
    let map = AttemptID(job: job, task: TaskID(.map, 3), number: 1)
    #expect(BlockStreamName.Content.output(of: map) == .mapOutput(job, task: 3, attempt: 1))
    let reduce = AttemptID(job: job, task: TaskID(.reduce, 4), number: 2)
    #expect(BlockStreamName.Content.output(of: reduce) == .part(job, partition: 4, attempt: 2))
  }

  @Test func chunksAndManifestsKnowTheirBlocks() {
    let chunk = Chunk(
      number: 1, firstBlock: 5, blockCount: 2, length: 10, spans: [], generation: 3)
    #expect(chunk.blocks("ns", job).keys == ["ns.j7.i5.3", "ns.j7.i6.3"])
    let manifest = MapManifest(task: 2, attempt: 1, blocks: 2, runs: [])
    #expect(manifest.blocks("ns", job).keys == ["ns.j7.m2.1.0", "ns.j7.m2.1.1"])
  }
}
