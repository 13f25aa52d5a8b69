import FoundationEssentials
import Model
import Protocol
import SwiftProtobuf
import TestSupport
import Testing

/// What the network says is checked before it is believed.
@Suite struct BoundsTests {
  private func refused(_ body: () throws -> some Any, _ comment: Comment? = nil) {
    let error = #expect(throws: MRError.self, comment, performing: { _ = try body() })
    #expect(error?.code == .invalidArgument, comment)
  }

  @Test func identifiers() {
    for text in ["", "j", "1", "j-1", "j+1", "c1", "j1 ", "j99999999999999999999"] {
      refused({ try JobID(wire: text) }, "\(text)")
    }
    refused({ try AttemptID(WireAttemptId()) })
    refused({ try Role(.unspecified) })
    refused({ try Role(.UNRECOGNIZED(9)) })
  }

  @Test func jobSpecs() {
    let spec = JobSpec(plugin: "p", input: "i", output: "o")
    refused({ try JobSpec(WireJobSpec()) })
    for change in [
      { (wire: inout WireJobSpec) in wire.reducers = 0 },
      { $0.reducers = 65_537 },
      { $0.plugin = "" },
      { $0.input = "a\0b" },
      { $0.output = String(repeating: "x", count: 1 << 17) },
      { $0.parameters = ["": "x"] },
      { $0.parameters = ["x": "\0"] },
      {
        $0.parameters = Dictionary(
          uniqueKeysWithValues: (0...WireLimits.parameters).map { ("\($0)", "") })
      },
    ] {
      var wire = WireJobSpec(spec)
      change(&wire)
      refused({ try JobSpec(wire) })
    }
  }

  @Test func usesOfParameters() throws {
    let use = ParameterWatch.Use(asked: ["key", "ключ"], hadRecords: true)
    #expect(try ParameterWatch.Use(WireParameterUse(use)) == use)
    #expect(try ParameterWatch.Use(WireParameterUse()) == ParameterWatch.Use())
    var wire = WireParameterUse()
    wire.asked = (0...WireLimits.parameters).map { "\($0)" }
    refused({ try ParameterWatch.Use(wire) })
    wire.asked = [String(repeating: "x", count: 5000)]
    refused({ try ParameterWatch.Use(wire) })
    wire.asked = ["a\0b"]
    refused({ try ParameterWatch.Use(wire) })
  }

  @Test func digestsThatAreNone() {
    var random = SeededGenerator(seed: 1)
    let plan = random.plan()
    for digest in ["", "../../etc/passwd", String(repeating: "A", count: 64)] {
      var wire = WireJobPlan(plan)
      wire.plugin.digest = digest
      refused({ try JobPlan(wire) }, "\(digest)")
    }
    var wire = WireJobPlan(plan)
    wire.partitions = 0
    refused({ try JobPlan(wire) })
    wire = WireJobPlan(plan)
    wire.clearFormat()
    refused({ try JobPlan(wire) })
  }

  @Test func preparedJobs() throws {
    var random = SeededGenerator(seed: 1)
    let job = random.preparedJob()
    let sound = try WirePreparedJob(serializedBytes: job.encoded())
    for change in [
      { (wire: inout WirePreparedJob) in wire.splitPoints = [WireBytes(count: (1 << 24) + 1)] },
      { $0.splitPoints = [WireBytes](repeating: WireBytes([1]), count: 65_536) },
      { $0.jobID = "x" }, { $0.clearPlan() },
    ] {
      var wire = sound
      change(&wire)
      let bytes: Data = try wire.serializedBytes()
      refused({ try PreparedJob(encoded: bytes) })
    }
    refused({ try PreparedJob(encoded: Data([255, 1])) })
  }

  @Test func chunks() {
    let span = Span(file: 0, offset: 0, length: 10, firstRecord: 1, records: 1)
    let file = InputFile(
      path: BytePath("/a"), relativePath: BytePath("a"), attributes: [], size: 10, modified: 0)
    let chunk = Chunk(
      number: 0, firstBlock: 0, blockCount: 1, length: 20, spans: [span, span])
    let task = WireMapTask(
      MapTask(index: 0, inputs: [ChunkShare(chunk: chunk)], files: [0: file]))
    #expect(throws: Never.self) { _ = try MapTask(task) }
    for change in [
      { (wire: inout WireMapTask) in wire.inputs[0].chunk.length = 19 },
      { $0.inputs[0].chunk.length = .max },
      { $0.inputs[0].chunk.spans[0].length = .max },
      { $0.inputs[0].chunk.shares = 0 },
      { $0.inputs[0].chunk.shares = 2 },
      { $0.inputs[0].share = 1 },
      { $0.inputs[0].chunk.spans[1].file = 1 },
      { $0.files[0]?.path = WireBytes([0]) },
    ] {
      var wire = task
      change(&wire)
      refused({ try MapTask(wire) })
    }
  }

  @Test func manifests() {
    let run = RunLayout(offsets: [0, 5, 9], records: [1, 1])
    let manifest = WireManifest(MapManifest(task: 0, attempt: 0, blocks: 1, runs: [run, run]))
    #expect(throws: Never.self) { _ = try MapManifest(manifest) }
    for change in [
      { (wire: inout WireManifest) in wire.runs[1].records.removeLast() },
      {
        $0.runs[1].records.removeLast()
        $0.runs[1].lengths.removeLast()
      },
      { $0.runs[0].lengths = [] },
      { $0.runs[0].lengths = [.max, .max] },
      { $0.runs[0].lengths = [1 << 49, 1 << 49 + 1] },
      { $0.runs[0].offset = .max },
      { $0.runs[0].records[0] = .max },
      { $0.blocks = .max },
      { $0.blocks = 19 },
      { $0.runs = [] },
    ] {
      var wire = manifest
      change(&wire)
      refused({ try MapManifest(wire) })
    }
  }

  @Test func counters() {
    let engine = EngineCounters()
    let fields: [WritableKeyPath<WireEngineCounters, UInt64>] = [
      \.mapInputRecords, \.mapInputBytes, \.spilledRecords, \.reduceInputGroups,
      \.reduceOutputBytes,
    ]
    for field in fields {
      for value in [.max, 1 << 63, 1 << 50 + 1] as [UInt64] {
        var wire = WireEngineCounters(engine)
        wire[keyPath: field] = value
        refused({ try EngineCounters(wire) })
      }
    }
    var user = WireCounters()
    user.values = ["": .min, "MAP_INPUT_BYTES": .max]
    #expect(throws: Never.self) { _ = try UserCounters(user) }
    user.values = [String(repeating: "x", count: 5000): 1]
    refused({ try UserCounters(user) })
    user.values = ["a\0": 1]
    refused({ try UserCounters(user) })
  }

  @Test func outputs() {
    for (blocks, bytes) in [(UInt32.max, UInt64(1)), (1, .max), (1, 0)] {
      var wire = WireReduceOutput()
      wire.stored.blocks = blocks
      wire.stored.bytes = bytes
      refused({ try ReduceOutput(wire) })
    }
    refused({ try ReduceOutput(WireReduceOutput()) })
  }

  @Test func segments() {
    let segment = Segment(mapTask: 0, mapAttempt: 0, offset: 0, length: 1 << 50, records: 1)
    let task = WireReduceTask(ReduceTask(partition: 0, segments: [segment]))
    #expect(throws: Never.self) { _ = try ReduceTask(task) }
    var twice = task
    twice.segments += task.segments
    refused({ try ReduceTask(twice) }, "more bytes than there can be, together")
  }

  @Test func errorsAreShortened() {
    var wire = WireError()
    wire.message = String(repeating: "ä", count: 1 << 20)
    wire.cause = wire.message
    let error = MRError(wire)
    #expect(error.message.utf8.count <= 1 << 16 && error.message.hasSuffix("…"))
    #expect((error.cause?.utf8.count ?? 0) <= 1 << 16)
  }

  /// Any bytes that parse as a message are either refused or give a value within its bounds.
  @Test func arbitraryBytes() throws {
    for seed in 0..<2000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes: [UInt8] = try WireMapTask(random.mapTask()).serializedBytes()
      for _ in 0..<random.int(1...4) where !bytes.isEmpty {
        bytes[random.int(0...(bytes.count - 1))] = UInt8(random.int(0...255))
      }
      guard let wire = try? WireMapTask(serializedBytes: bytes), let task = try? MapTask(wire)
      else { continue }
      for input in task.inputs {
        #expect(input.share < input.chunk.shares)
        #expect(input.chunk.spans.allSatisfy { task.files[$0.file] != nil })
      }
    }
  }
}
