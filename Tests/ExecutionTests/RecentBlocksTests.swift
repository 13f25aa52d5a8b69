import Model
import Records
import Testing

@testable import Execution

@Suite struct RecentBlocksTests {
  private func segment(_ task: Int, length: Int) -> MergeSegment {
    MergeSegment(
      stream: BlockStreamName("t", .mapOutput(JobID(1), task: task, attempt: 0)), offset: 0,
      length: length,
      records: 1)
  }

  @Test func theFirstMakeRoomForTheNext() {
    let recent = RecentBlocks()
    let blocks = (0...RecentBlocks.most).map { _ in BlockBuffer() }
    for (number, block) in blocks.enumerated() { recent.add(block, "k\(number)") }
    #expect(recent.block("k0") == nil)
    #expect(recent.block("k1") === blocks[1])
    #expect(recent.block("k\(RecentBlocks.most)") === blocks.last)
    recent.add(blocks[1], "k1")
    #expect(recent.block("k2") === blocks[2])
  }

  @Test func onlyShortSegmentsThatAllHaveRoomAreWorthIt() {
    let short = (0..<RecentBlocks.most).map { segment($0, length: 100) }
    #expect(RecentBlocks.areUseful(for: short))
    #expect(!RecentBlocks.areUseful(for: short + [segment(99, length: 100)]))
    #expect(
      !RecentBlocks.areUseful(for: [segment(0, length: RecentBlocks.longestSegment + 1)]))
  }
}
