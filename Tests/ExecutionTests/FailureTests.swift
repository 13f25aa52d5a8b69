import Output
import Threading
import BlockStore
import Execution
import Model
import TestSupport
import Testing

/// Attempts that fail or are cancelled leave nothing behind.
@Suite struct FailureTests {
  /// Many lines, of which only the last makes the plugin misbehave: by then the attempt has
  /// spilled.
  private func pipeline(_ job: String, _ scratch: Scratch, when: String? = "last") throws
    -> Pipeline
  {
    var random = SeededGenerator(seed: 31)
    let files = try scratch.input(["a": random.text(bytes: 600_000) + Array("\nlast\n".utf8)])
    return try Pipeline(
      try FixturePlugins.build("misbehaving"), job: job, files: files, partitions: 2,
      parameters: when.map { ["when": $0] } ?? [:], memoryLimit: 1 << 18)
  }

  @Test(arguments: ["map_fatal", "map_retry", "finish_fails", "huge_key", "null_data"])
  func aFailedMapLeavesNoBlock(job: String) throws {
    let scratch = try Scratch()
    let pipeline = try pipeline(job, scratch)
    for task in try pipeline.load(tasks: 1) {
      do throws(AttemptFailure) {
        _ = try pipeline.map(task)
        Issue.record("the attempt succeeded")
      } catch {
        #expect(error.error.code == (job == "map_retry" ? .plugin : .pluginFatal))
        #expect(error.lostChunks.isEmpty)
      }
    }
    #expect(pipeline.output.isEmpty)
  }

  @Test func aFailedReduceLeavesNoPart() throws {
    let scratch = try Scratch()
    let pipeline = try pipeline("reduce_fails", scratch, when: "never")
    let manifests = try pipeline.load(tasks: 1).map { try pipeline.map($0).manifest }
    let directory = OutputDirectory(path: "\(scratch.path)/output", token: "x")
    try directory.prepare()
    for target in [nil, directory] {
      do throws(AttemptFailure) {
        _ = try pipeline.reduce(0, of: manifests, into: target)
        Issue.record("the attempt succeeded")
      } catch {
        #expect(error.error.code == .plugin)
        #expect(error.lostMapOutputs.isEmpty)
      }
    }
    #expect(scratch.entries("output") == ["_RUNNING"])
    #expect(!pipeline.store.keys.contains { $0.contains(".r") })
  }

  @Test func aCancelledMapEndsAndLeavesNoBlock() async throws {
    let scratch = try Scratch()
    let pipeline = try pipeline("loop_until_cancelled", scratch)
    let task = try #require(try pipeline.load(tasks: 1).first)
    let attempt = Task {
      await BlockingThread.run { () -> MRError.Code? in
        do throws(AttemptFailure) {
          _ = try pipeline.map(task)
          return nil
        } catch {
          return error.error.code
        }
      }
    }
    // It loops as soon as it has spilled what comes before the last line.
    while pipeline.output.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    pipeline.monitor.cancel()
    #expect(await attempt.value == .cancelled)
    #expect(pipeline.output.isEmpty)
  }

  @Test func aCancelledAttemptDoesNotWaitForAFullStore() async throws {
    let scratch = try Scratch()
    let pipeline = try pipeline("well_behaved", scratch, when: nil)
    let task = try #require(try pipeline.load(tasks: 1).first)
    pipeline.store.refuseSets(.max)
    let attempt = Task {
      await BlockingThread.run { () -> MRError.Code? in
        do throws(AttemptFailure) {
          _ = try pipeline.map(task)
          return nil
        } catch {
          return error.error.code
        }
      }
    }
    pipeline.monitor.cancel()
    #expect(await attempt.value == .cancelled)
  }

  @Test func aCancelledReduceStopsBetweenGroups() throws {
    let scratch = try Scratch()
    let pipeline = try pipeline("unread_values", scratch, when: "never")
    let manifests = try pipeline.load(tasks: 1).map { try pipeline.map($0).manifest }
    pipeline.monitor.cancel()
    do throws(AttemptFailure) {
      _ = try pipeline.reduce(0, of: manifests)
      Issue.record("the attempt succeeded")
    } catch {
      #expect(error.error.code == .cancelled)
    }
  }

  /// What is slow, but alive, must not be taken for stuck.
  @Test func everyGroupIsProgress() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": Array("x\ny\nx\n".utf8)])
    let pipeline = try Pipeline(try FixturePlugins.build("gated"), files: files, partitions: 1)
    let manifests = try pipeline.load(tasks: 1).map { try pipeline.map($0).manifest }
    let before = pipeline.monitor.progress
    _ = try pipeline.reduce(0, of: manifests)
    let after = pipeline.monitor.progress
    #expect(after.records == 3)
    #expect(after.bytes == manifests[0].runs[0].offsets[1])
    #expect(after.signsOfLife > before.signsOfLife)
  }

  @Test func aSequentialRunThatFailsTakesItsOutputBack() throws {
    let scratch = try Scratch()
    let pipeline = try pipeline("finish_fails", scratch)
    let output = OutputDirectory(path: "\(scratch.path)/output")
    #expect(throws: MRError.self) {
      _ = try SequentialRunner(
        pipeline.job, files: pipeline.files, output: output, monitor: AttemptMonitor()
      ).run()
    }
    #expect(scratch.entries("") == ["input"])
  }
}
