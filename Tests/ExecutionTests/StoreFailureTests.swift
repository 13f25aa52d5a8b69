import Execution
import Model
import Output
import Records
import TestSupport
import Testing

/// Whichever call of an attempt the store fails, none of its blocks stays.
@Suite struct StoreFailureTests {
  private func pipeline(_ scratch: Scratch, bytes: Int) throws -> Pipeline {
    var random = SeededGenerator(seed: 51)
    return try Pipeline(
      try FixturePlugins.build("gated"),
      files: try scratch.input(["a": random.text(bytes: bytes)]), partitions: 2,
      parameters: ["repeat": "3"], memoryLimit: 1 << 18)
  }

  /// Runs the attempt until it needs fewer calls than succeed.
  /// - Returns: How many runs failed.
  private func failing(
    _ pipeline: Pipeline, _ attempt: () throws(AttemptFailure) -> Void
  ) throws -> Int {
    let before = pipeline.store.keys
    var call = 0
    var failures = 0
    while true {
      pipeline.store.failCall(call)
      do throws(AttemptFailure) {
        try attempt()
        #expect(pipeline.store.isToFail, "call \(call)")
        pipeline.store.failCall(nil)
        return failures
      } catch {
        #expect(error.error == MRError(.store, "the connection is broken"))
      }
      #expect(pipeline.store.keys == before, "call \(call)")
      failures += 1
      call += max(1, call / 4)
    }
  }

  @Test func aMapAttemptLeavesNothing() throws {
    let scratch = try Scratch()
    let pipeline = try pipeline(scratch, bytes: 800_000)
    let task = try #require(try pipeline.load(tasks: 1).first)
    let failures = try failing(pipeline) { () throws(AttemptFailure) in
      _ = try pipeline.map(task)
    }
    #expect(failures > 4)
    #expect(!pipeline.output.isEmpty)
  }

  /// With segments that are merged first, and a part that goes through the store.
  @Test func aReduceAttemptLeavesNothing() throws {
    let scratch = try Scratch()
    let pipeline = try pipeline(scratch, bytes: 800_000)
    let manifests = try pipeline.load(tasks: 2).map { try pipeline.map($0).manifest }
    let before = Set(pipeline.store.keys)
    let failures = try failing(pipeline) { () throws(AttemptFailure) in
      _ = try pipeline.reduce(
        0, of: manifests, mergeMemory: 4 * BlockLayout.blockSize + 16_384)
    }
    #expect(failures > 8)
    // Only the part is new.
    let new = Set(pipeline.store.keys).subtracting(before)
    #expect(!new.isEmpty && new.allSatisfy { $0.contains(".r0.") })
  }
}
