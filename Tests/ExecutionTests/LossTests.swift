import BlockStore
import Execution
import Model
import TestSupport
import Testing

/// Blocks that disappear or come back damaged: never a wrong result, and the failure names what
/// has to be made again.
@Suite struct LossTests {
  private let scratch: Scratch
  private let pipeline: Pipeline
  private let tasks: [MapTask]

  init() throws {
    scratch = try Scratch()
    var random = SeededGenerator(seed: 21)
    pipeline = try Pipeline(
      try FixturePlugins.build("gated"),
      files: try scratch.input(["a": random.text(bytes: 600_000)]), partitions: 3,
      memoryLimit: 1 << 21)
    tasks = try pipeline.load(tasks: 2)
  }

  @Test(arguments: [true, false])
  func lostInputIsNamed(isDamaged: Bool) throws {
    let task = try #require(tasks.first)
    let chunks = task.inputs.map(\.chunk)
    let lost = try #require(chunks.last)
    let key = lost.blocks(Pipeline.namespace, Pipeline.id).keys[0]
    if isDamaged { pipeline.store.damage(key, at: 77_777) } else { pipeline.store.drop(key) }
    do throws(AttemptFailure) {
      _ = try pipeline.map(task)
      Issue.record("the attempt succeeded")
    } catch {
      #expect(error.error.code == .inputLost)
      #expect(error.lostChunks == [lost.number])
      #expect(error.lostMapOutputs.isEmpty)
    }
    #expect(pipeline.output.isEmpty)
  }

  /// Whichever block is lost: a reduce attempt that needs it fails and names the map attempt, and
  /// one that does not gives the same bytes as before.
  @Test(arguments: [true, false])
  func lostMapOutputIsNamed(isDamaged: Bool) throws {
    let manifests = try tasks.map { try pipeline.map($0).manifest }
    let partitions = 0..<pipeline.job.plan.partitions
    let expected = try partitions.map {
      try pipeline.stored(try pipeline.reduce($0, of: manifests).output, partition: $0)
    }
    var failures = 0
    for manifest in manifests {
      for block in Set([0, manifest.blocks - 1]) {
        let key = manifest.blocks(Pipeline.namespace, Pipeline.id).keys[block]
        // Twice the same damage undoes it; what is dropped has to be put back.
        let kept = try value(of: key)
        if isDamaged {
          pipeline.store.damage(key, at: 40 + block * 1000)
        } else {
          pipeline.store.drop(key)
        }
        for partition in partitions {
          do throws(AttemptFailure) {
            let result = try pipeline.reduce(partition, of: manifests, attempt: 1)
            let bytes = try? pipeline.stored(result.output, partition: partition, attempt: 1)
            #expect(bytes == expected[partition])
          } catch {
            failures += 1
            #expect(error.error.code == .blockLost)
            #expect(error.lostMapOutputs.map(\.task) == [manifest.task])
            #expect(error.lostMapOutputs.map(\.attempt) == [0])
            #expect(!pipeline.store.keys.contains { $0.contains(".r\(partition).1.") })
          }
        }
        try kept.withUnsafeBytes {
          try pipeline.store.connect().set(key, $0, isCancelled: { false })
        }
      }
    }
    #expect(failures >= manifests.count)
  }

  private func value(of key: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try pipeline.store.connect().get([key]) { (_, value) throws(MRError) in bytes = Array(value) }
    return bytes
  }
}
