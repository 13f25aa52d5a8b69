import Execution
import Foundation
import Input
import Model
import Output
import Planning
import PluginHost
import Threading

/// Runs a job in this process, without a store.
func runSequentially(_ spec: JobSpec) async throws -> JobSummary {
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
) throws(MRError) -> JobSummary {
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
  return JobSummary(
    title: ended.isComplete ? "job succeeded" : "job incomplete", files: UInt64(files.count),
    bytes: files.reduce(0) { $0 + UInt64(clamping: $1.size) }, tasks: nil,
    counters: ended.counters, notices: planned.listing.remark.map { [$0] } ?? [],
    output: spec.output,
    bad: BadNotice(
      files: ended.bad.files, records: ended.bad.records, groups: ended.bad.groups,
      kinds: Dictionary(
        ended.bad.kinds.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +),
      reasons: Dictionary(
        ended.bad.reasons.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { $1 }),
      isAllowed: ended.isComplete))
}
