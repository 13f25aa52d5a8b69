@testable import Execution
import Model
import Testing

/// What an attempt may use of the memory that its worker may take.
@Suite struct WorkerMemoryTests {
  private let memory = WorkerMemory(limit: 256 << 20, base: 50 << 20)

  private func task(_ lengths: Int...) -> MapTask {
    let inputs = lengths.enumerated().map { index, length in
      ChunkShare(
        chunk: Chunk(
          number: index, firstBlock: 0, blockCount: length / 500_000 + 1, length: length,
          spans: []))
    }
    return MapTask(index: 3, inputs: inputs, files: [:])
  }

  @Test func theProcessItselfCounts() throws {
    let all = try memory.forMapping(task(1000, 2000), .text)
    #expect((150 << 20..<206 << 20).contains(all))
    #expect(try memory.forMerging(ReduceTask(partition: 0, segments: [])) == all)
    let larger = WorkerMemory(limit: 256 << 20, base: 80 << 20)
    #expect(try larger.forMapping(task(1000), .text) == all - 30 << 20)
  }

  /// A line may be there twice: as it was read, and as map emitted it.
  @Test func largeRecordsLeaveLess() throws {
    let all = try memory.forMapping(task(1000), .text)
    #expect(try memory.forMapping(task(1000, 30 << 20), .text) == all - 60 << 20)
    #expect(try memory.forMapping(task(1000, 30 << 20), .whole) == all - 30 << 20)
  }

  @Test func whatDoesNotFitIsRefusedWithWhatWould() throws {
    let error = #expect(throws: MRError.self) { try memory.forMapping(task(1 << 30), .text) }
    #expect(error?.message == "256 MB of memory are not enough for map task 3")
    #expect(error?.cause?.contains("1024 MiB") == true)
    let remedy = try #require(error?.remedy?.firstMatch(of: /--worker-memory ([0-9]+)/))
    let least = try #require(Int(remedy.1))
    let enough = WorkerMemory(limit: least << 20, base: 50 << 20)
    #expect(try enough.forMapping(task(1 << 30), .text) >= 16 << 20)
    #expect(throws: MRError.self) {
      try WorkerMemory(limit: (least - 2) << 20, base: 50 << 20).forMapping(task(1 << 30), .text)
    }
  }
}
