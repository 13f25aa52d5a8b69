import BlockStore
import Foundation
import Journal
@testable import Master
import Model
import Scheduling
import TestSupport
import Testing

/// A job from its start to every kind of end: nothing may be left in the store, nor in the output
/// directory of a job that did not succeed.
@Suite struct RunningJobTests {
  private static let input = Array(repeatElement(Array("a line of text\n".utf8), count: 100_000))
    .flatMap(\.self)

  @Test func aJobSucceeds() async throws {
    let master = try await TestMaster(input: Self.input)
    async let workers: Void = master.work()
    await master.run()
    try await workers
    #expect(master.job.outcome == .succeeded)
    #expect(
      master.scratch.entries("output") == [
        ".mr-job.json", "_SUCCESS", "part-r-00000", "part-r-00001",
      ])
    #expect(master.scratch.text("output/part-r-00001") == "part 1")
    #expect(try await master.recorded?.state == .succeeded)
    #expect(try await master.close() == [])
  }

  /// Where the job is when it is ended.
  enum Moment: CaseIterable {
    case beforeTheStart, loading, mapping, mapped, reducing, reduced
  }

  private func reach(_ moment: Moment, _ master: TestMaster) async throws {
    guard moment != .beforeTheStart else { return }
    _ = await master.running
    if moment == .loading { return }
    guard case .map(let task, let attempt)? = await master.lease(.mapper) else { return }
    if moment == .mapping { return }
    #expect(try await master.map(task, attempt))
    if moment == .mapped { return }
    while true {
      let progress = await master.running.snapshot.progress
      if progress.inputEnded, progress.mapTasks.done == progress.mapTasks.known { break }
      guard case .map(let task, let attempt)? = master.leaseNow(.mapper) else {
        await Task.yield()
        continue
      }
      #expect(try await master.map(task, attempt))
    }
    guard case .reduce(let reduce, let number)? = await master.lease(.reducer) else { return }
    if moment == .reducing { return }
    #expect(try await master.reduce(reduce, number, text: "x"))
  }

  @Test(arguments: Moment.allCases)
  func aCancelledJobLeavesNothing(moment: Moment) async throws {
    let master = try await TestMaster(input: Self.input)
    if moment == .beforeTheStart { master.job.interrupt(.cancelled("the test asked for it")) }
    async let run: Void = master.run()
    try await reach(moment, master)
    master.job.interrupt(.cancelled("the test asked for it"))
    await run
    #expect(master.job.outcome?.state == .cancelled)
    #expect(try await master.recorded?.state == .cancelled)
    #expect(master.scratch.entries("output") == [])
    #expect(try await master.close() == [])
  }

  /// The master stops: the journal keeps the job, also when it was only about to start.
  @Test(arguments: Moment.allCases)
  func aHaltedJobIsKeptForTheNextLife(moment: Moment) async throws {
    let master = try await TestMaster(input: Self.input)
    if moment == .beforeTheStart { master.job.interrupt(.halted) }
    async let run: Void = master.run()
    try await reach(moment, master)
    master.job.interrupt(.halted)
    await run
    #expect(master.job.outcome == nil)
    #expect(try await master.recorded?.state.isFinal == false)
    #expect(master.scratch.entries("output") == [])
    #expect(try await master.close() == [])
  }

  /// The worker hears that it is late, and deletes what it has.
  @Test func aReportAfterTheEndIsRefused() async throws {
    let master = try await TestMaster(input: Self.input)
    async let run: Void = master.run()
    guard case .map(let task, let attempt)? = await master.lease(.mapper) else { return }
    let running = await master.running
    master.job.interrupt(.cancelled("the test asked for it"))
    await run
    let manifest = master.manifest(attempt, partitions: 2)
    let worker = master.worker(attempt)
    #expect(!running.mapArrived(attempt, manifest, master.counters(task, manifest), by: worker))
    #expect(!running.reduceArrived(attempt, .file(bytes: 0), Counters(), by: worker))
    #expect(try await master.close() == [])
  }

  /// The answer to a report may be lost: the worker repeats it.
  @Test func aRepeatedReportCountsOnce() async throws {
    let master = try await TestMaster(input: Self.input)
    async let run: Void = master.run()
    guard case .map(let task, let attempt)? = await master.lease(.mapper) else { return }
    #expect(try await master.map(task, attempt))
    #expect(try await master.map(task, attempt))
    #expect(await master.running.snapshot.progress.mapTasks.done == 1)
    master.job.interrupt(.cancelled("the test asked for it"))
    await run
    #expect(try await master.close() == [])
  }

  /// Two jobs with the same output were both accepted while it was empty.
  @Test func theOutputOfAnotherJobIsKept() async throws {
    let master = try await TestMaster(input: Self.input)
    try FileManager.default.createDirectory(
      atPath: "\(master.scratch.path)/output", withIntermediateDirectories: true)
    for name in ["_SUCCESS", "part-r-00000"] {
      try Data().write(to: URL(filePath: "\(master.scratch.path)/output/\(name)"))
    }
    await master.run()
    #expect(master.job.outcome?.error?.code == .alreadyExists)
    #expect(master.scratch.entries("output") == ["_SUCCESS", "part-r-00000"])
    #expect(try await master.close() == [])
  }

  @Test func inputThatIsGoneFailsTheJob() async throws {
    let master = try await TestMaster(input: Self.input)
    try FileManager.default.removeItem(atPath: "\(master.scratch.path)/input")
    await master.run()
    #expect(master.job.outcome?.state == .failed)
    #expect(try await master.recorded?.state == .failed)
    #expect(master.scratch.entries("output") == [])
    #expect(try await master.close() == [])
  }
}
