import Execution
import Foundation
import Input
import Model
import Output
import Planning
import PluginHost
import Protocol
import Threading

/// Runs a job in this process, without a store.
/// - Returns: The job as a master would tell of it; it has no id.
func runSequentially(_ spec: JobSpec) async throws -> WireJobStatus {
  Console.keepFromPlugins()
  PluginEnvironment.enter()
  let monitor = AttemptMonitor()
  return try await withTaskCancellationHandler {
    let door = ProcessDoor()
    let planned = try await plan(spec, door)
    return try await door.run { () throws(MRError) in
      try run(planned, spec, door, monitor)
    }
  } onCancel: {
    monitor.cancel()
  }
}

/// Plans the job. The copies of its plugins are loaded by then, and go.
private func plan(_ spec: JobSpec, _ door: ProcessDoor) async throws(MRError) -> PlannedJob {
  let directory = try PrivateDirectory.temporary("mr-plugins-")
  let planner = Planner(door, directory: directory)
  defer { planner.end() }
  return try await planner.plan(spec, reducers: ProcessInfo.processInfo.activeProcessorCount)
}

private func run(
  _ planned: PlannedJob, _ spec: JobSpec, _ door: ProcessDoor, _ monitor: AttemptMonitor
) throws(MRError) -> WireJobStatus {
  let started = CalendarClock.milliseconds
  let files = Array(planned.listing)
  var job = try LoadedJob(
    planned.plan, isCaching: true, load: door.load, library: door.load(library:))
  let sampler = KeySampler(
    job, sample: InputSample(files, for: planned.plan), monitor: monitor,
    note: try CrashNote(path: nil))
  job = try job.divided(at: try sampler.splitPoints())
  let runner = SequentialRunner(
    job, files: files, refusals: planned.listing.refusals,
    output: OutputDirectory(path: spec.output), spec: spec, monitor: monitor, watch: planned.watch)
  let result: Result<SequentialRunner.Result, MRError>
  do throws(MRError) { result = .success(try runner.run()) } catch { result = .failure(error) }
  for line in monitor.takeLog() { Console.note(line.text) }
  let ended = try result.get()
  return WireJobStatus(spec, planned, started, ended)
}

extension WireJobStatus {
  /// A job that this process has run.
  fileprivate init(
    _ spec: JobSpec, _ planned: PlannedJob, _ started: Int64, _ ended: SequentialRunner.Result
  ) {
    self.init()
    self.spec = WireJobSpec(spec)
    phase = ended.isComplete ? .succeeded : .incomplete
    (submittedMs, startedMs, endedMs) = (started, started, CalendarClock.milliseconds)
    progress.inputFiles = UInt64(planned.listing.count)
    progress.inputBytes = UInt64(clamping: planned.listing.lazy.map(\.size).saturatedSum())
    // All of the input is one task.
    (progress.mapTasks.total, progress.mapTasks.done) = (1, 1)
    let parts = UInt32(clamping: planned.plan.partitions)
    (progress.reduceTasks.total, progress.reduceTasks.done) = (parts, parts)
    counters = WireCounters(shown: ended.counters)
    userCounters = WireCounters(ended.counters.user)
    warnings = planned.listing.remark.map { [$0] } ?? []
    for (kind, count) in ended.bad.kinds { bad.kinds[kind.rawValue] = UInt64(clamping: count) }
    for (kind, reason) in ended.bad.reasons { bad.reasons[kind.rawValue] = reason }
  }
}
