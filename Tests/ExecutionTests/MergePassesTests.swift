import BlockStore
import Execution
import Model
import Records
import TestSupport
import Testing

/// Partitions of more segments than a reducer may hold pieces of.
@Suite struct MergePassesTests {
  private let scratch: Scratch
  private let pipeline: Pipeline
  private let manifests: [MapManifest]
  /// Two long segments, of two blocks each, and what goes with them.
  private static let least = 4 * BlockLayout.blockSize + 16_384

  init() throws {
    scratch = try Scratch()
    var random = SeededGenerator(seed: 31)
    pipeline = try Pipeline(
      try FixturePlugins.build("gated"),
      files: try scratch.input(["a": random.text(bytes: 1_500_000)]), partitions: 2,
      parameters: ["repeat": "6"], memoryLimit: 1 << 18)
    let pipeline = pipeline
    manifests = try pipeline.load(tasks: 3).map { try pipeline.map($0).manifest }
  }

  private func part(_ partition: Int, memory: Int) throws -> [UInt8] {
    try pipeline.stored(
      try pipeline.reduce(partition, of: manifests, mergeMemory: memory).output,
      partition: partition)
  }

  /// The values of a key are counted, so a record that is lost or read twice shows.
  @Test(arguments: [1, 2, 8]) func passesChangeNothing(memory: Int) throws {
    #expect(manifests.reduce(0) { $0 + $1.runs.count } > 40)
    for partition in 0..<2 {
      let expected = try part(partition, memory: .max)
      #expect(try part(partition, memory: memory * Self.least) == expected)
    }
    #expect(!pipeline.store.keys.contains { $0.contains(".s") })
  }

  /// Several passes of a few segments each, with a comparator of the plugin's: what equals keeps
  /// the order of the input.
  @Test func valuesKeepTheirOrder() throws {
    let names = (0..<32).map { bits in
      String("abcde".enumerated().map { bits >> $0 & 1 == 0 ? $1 : Character($1.uppercased()) })
    }
    let own = try Scratch()
    let ordered = try Pipeline(
      try FixturePlugins.build("misbehaving"), job: "custom", format: .whole,
      files: try own.input(
        Dictionary(uniqueKeysWithValues: names.map { ($0, Array("<\($0)>".utf8)) })),
      partitions: 1, memoryLimit: 1)
    let manifests = try ordered.load(tasks: 1).map { try ordered.map($0).manifest }
    #expect(manifests[0].runs.count == 32)
    let part = try ordered.stored(
      try ordered.reduce(0, of: manifests, mergeMemory: 5000).output, partition: 0)
    let values = names.sorted().map { "<\($0)>" }.joined()
    #expect(String(decoding: part, as: UTF8.self) == "ABCDE\t\(values)\n")
  }

  /// A map output that is missing is found by a pass as it is by the merge.
  @Test func lossesAreNamed() throws {
    let lost = try #require(manifests.last)
    pipeline.store.drop(lost.blocks(Pipeline.namespace, Pipeline.id).keys[0])
    do throws(AttemptFailure) {
      _ = try pipeline.reduce(0, of: manifests, mergeMemory: Self.least)
      Issue.record("the attempt succeeded")
    } catch {
      #expect(error.error.code == .blockLost)
      #expect(error.lostMapOutputs.map(\.task) == [lost.task])
    }
    #expect(!pipeline.store.keys.contains { $0.contains(".s") || $0.contains(".r") })
  }

  @Test func tooLittleMemoryIsAnError() {
    let error = #expect(throws: AttemptFailure.self) {
      try pipeline.reduce(0, of: manifests, mergeMemory: 1000)
    }
    #expect(error?.error.remedy?.contains("--worker-memory") == true)
  }
}
