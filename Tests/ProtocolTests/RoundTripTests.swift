import Model
import Protocol
import SwiftProtobuf
import TestSupport
import Testing

/// Whatever is sent arrives as it was, through the bytes of the messages.
@Suite struct RoundTripTests {
  private static let seeds: Range<UInt64> = 0..<200

  private func sent<M: Message>(_ message: M) throws -> M {
    let bytes: [UInt8] = try message.serializedBytes()
    return try M(serializedBytes: bytes)
  }

  @Test func jobs() throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let spec = random.spec()
      #expect(try JobSpec(sent(WireJobSpec(spec))) == spec, "seed \(seed)")
      let plan = random.plan()
      #expect(try JobPlan(sent(WireJobPlan(plan))) == plan, "seed \(seed)")
      let job = random.preparedJob()
      #expect(try PreparedJob(encoded: job.encoded()) == job, "seed \(seed)")
    }
  }

  @Test func tasks() throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let map = random.mapTask()
      #expect(try MapTask(sent(WireMapTask(map))) == map, "seed \(seed)")
      let reduce = random.reduceTask()
      #expect(try ReduceTask(sent(WireReduceTask(reduce))) == reduce, "seed \(seed)")
      let attempt = random.attempt()
      #expect(try AttemptID(sent(WireAttemptId(attempt))) == attempt, "seed \(seed)")
    }
  }

  @Test func results() throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let manifest = random.manifest()
      #expect(try MapManifest(sent(WireManifest(manifest))) == manifest, "seed \(seed)")
      let output = random.reduceOutput()
      #expect(try ReduceOutput(sent(WireReduceOutput(output))) == output, "seed \(seed)")
      let counters = random.counters()
      let arrived = try Counters(
        engine: sent(WireEngineCounters(counters.engine)), user: sent(WireCounters(counters.user)))
      #expect(arrived == counters, "seed \(seed)")
      let error = random.error()
      #expect(try MRError(sent(WireError(error))) == error, "seed \(seed)")
    }
  }

  @Test func identifiers() throws {
    #expect(try ClusterID(wire: "c12") == ClusterID(12))
    #expect(try JobID(wire: "j0") == JobID(0))
    #expect(try WorkerID(wire: "c1-w3") == WorkerID(cluster: ClusterID(1), number: 3))
    for role in Role.allCases { #expect(try Role(WireRole(role)) == role) }
  }
}
