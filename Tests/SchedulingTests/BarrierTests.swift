import Model
import Scheduling
import TestSupport
import Testing

@Suite struct BarrierTests {
  private func manifest(_ task: Int, _ runs: [[Int]], attempt: Int = 0) -> MapManifest {
    MapManifest(
      task: task, attempt: attempt, blocks: 1,
      runs: runs.map { offsets in
        RunLayout(
          offsets: offsets, records: zip(offsets, offsets.dropFirst()).map { $1 - $0 })
      })
  }

  @Test func opensWithTheLastArrival() throws {
    var barrier = Barrier(partitions: 2)
    #expect(!barrier.isOpen)
    try expect(barrier.arrive(manifest(1, [[0, 5, 5]])))
    barrier.inputEnded(tasks: 2)
    #expect(!barrier.isOpen)
    try expect(!barrier.arrive(manifest(1, [[0, 1, 2]])), "it arrived before")
    try expect(barrier.arrive(manifest(0, [[0, 3, 9], [9, 9, 12]])))
    #expect(barrier.isOpen)
    #expect(
      barrier.reduceTask(partition: 0).segments == [
        Segment(mapTask: 0, mapAttempt: 0, offset: 0, length: 3, records: 3),
        Segment(mapTask: 1, mapAttempt: 0, offset: 0, length: 5, records: 5),
      ])
    #expect(
      barrier.reduceTask(partition: 1).segments == [
        Segment(mapTask: 0, mapAttempt: 0, offset: 3, length: 6, records: 6),
        Segment(mapTask: 0, mapAttempt: 0, offset: 9, length: 3, records: 3),
      ])
  }

  @Test func closesWhenAnOutputIsWithdrawn() throws {
    var barrier = Barrier(partitions: 1)
    barrier.inputEnded(tasks: 1)
    _ = try barrier.arrive(manifest(0, [[0, 1]]))
    expect(barrier.withdraw(task: 0)?.attempt, is: 0)
    expect(barrier.withdraw(task: 0) == nil)
    expect(barrier.withdraw(task: 9) == nil)
    #expect(!barrier.isOpen)
    try expect(barrier.arrive(manifest(0, [[0, 1]], attempt: 1)))
    #expect(barrier.isOpen)
    #expect(barrier.manifest(of: 0)?.attempt == 1)
  }

  /// Every byte of every output is in exactly one segment of one partition.
  @Test func everySegmentOnceAndInOrder() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      let partitions = 1 + random.below(6)
      var barrier = Barrier(partitions: partitions)
      var expected: [[Segment]] = Array(repeating: [], count: partitions)
      let tasks = random.below(8)
      for task in 0..<tasks {
        var end = 0
        let runs = (0..<random.below(4)).map { _ in
          var offsets = [end]
          for partition in 0..<partitions {
            let length = random.below(3)
            if length > 0 {
              expected[partition].append(
                Segment(
                  mapTask: task, mapAttempt: task * 10, offset: end, length: length,
                  records: length))
            }
            end += length
            offsets.append(end)
          }
          return offsets
        }
        _ = try barrier.arrive(manifest(task, runs, attempt: task * 10))
      }
      for partition in 0..<partitions {
        #expect(barrier.reduceTask(partition: partition).segments == expected[partition])
      }
    }
  }

  @Test func refusesWhatIsNoManifest() {
    var barrier = Barrier(partitions: 2)
    var tooFewRecords = manifest(0, [[0, 1, 2]])
    tooFewRecords.runs[0].records = [1]
    var noBlocks = manifest(0, [[0, 1, 2]])
    noBlocks.blocks = 0
    var negative = manifest(0, [[0, 1, 2]])
    negative.runs[0].records = [-1, 1]
    for bad in [
      manifest(0, [[0, 1]]), manifest(0, [[0, 2, 1]]), manifest(0, [[-1, 0, 1]]),
      manifest(0, [[0, 5, 9], [3, 10, 12]]), manifest(-1, [[0, 1, 2]]), tooFewRecords, noBlocks,
      negative,
    ] {
      #expect(throws: MRError.self) { try barrier.arrive(bad) }
    }
    #expect(barrier.arrived == 0)
  }
}
