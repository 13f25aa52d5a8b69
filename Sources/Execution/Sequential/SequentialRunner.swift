import BlockStore
import Glibc
package import Model
package import Output
import PluginHost
import Records

/// Runs a whole job in this process, one step after the other on the calling thread: what a
/// debugger wants, and what distributed runs are compared with. Intermediate data stays in memory.
/// Blocks; belongs on a thread of its own.
package struct SequentialRunner {
  package struct Result: Sendable {
    package var counters: Counters
  }

  private let job: LoadedJob
  private let files: [InputFile]
  private let output: OutputDirectory
  private let monitor: AttemptMonitor
  private let watch: ParameterWatch?
  private let store = MemoryStore()
  private let namespace = "sequential"
  private let jobID = JobID(0)

  /// - Parameters:
  ///   - monitor: Cancels the run, and receives what the plugin logs.
  ///   - watch: The parameters that some function has to ask for.
  package init(
    _ job: LoadedJob, files: [InputFile], output: OutputDirectory, monitor: AttemptMonitor,
    watch: ParameterWatch? = nil
  ) {
    self.job = job
    self.files = files
    self.output = output
    self.monitor = monitor
    self.watch = watch
  }

  /// The token by which this process knows an output directory of its own.
  private static let token = "sequential \(getpid())"

  /// Takes back what a run of this process has written, in the place of a plugin that does not return.
  package static func abandon(_ output: OutputDirectory) {
    if output.isSeen(token: token) { output.abandon() }
  }

  package func run() throws(MRError) -> Result {
    try output.prepare(token: Self.token)
    do throws(MRError) {
      let note = try CrashNote(path: nil)
      var watch = watch
      let map = try map(note)
      if let error = watch?.ended(.map, map.use) { throw error }
      var counters = map.counters
      for partition in 0..<job.plan.partitions {
        let segments = map.manifest.segments(of: partition)
        let reduce = try reduce(partition, segments, note)
        if let error = watch?.ended(.reduce, reduce.use) { throw error }
        counters.add(reduce.counters)
      }
      try Agreement(of: "the job").check(
        "records reduced", counters.engine.reduceInputRecords, "records that map left",
        map.manifest.records)
      try output.succeed()
      return Result(counters: counters)
    } catch {
      output.abandon()
      throw error
    }
  }

  private func map(_ note: CrashNote) throws(MRError) -> MapAttempt.Result {
    let chunks = FileChunks(files, format: job.plan.format)
    let map = MapAttempt(
      chunks, attempt: AttemptID(job: jobID, task: TaskID(.map, 0), number: 0), job: job,
      store: store, namespace: namespace, monitor: monitor, note: note)
    let result: MapAttempt.Result
    do throws(AttemptFailure) { result = try map.run() } catch { throw error.error }
    let manifest = result.manifest
    try manifest.validate(partitions: job.plan.partitions)
    try manifest.validate(blockCapacity: BlockLayout.payloadCapacity)
    try result.counters.engine.check(
      input: chunks.bytes, records: chunks.records, left: manifest, Agreement(of: "map"))
    return result
  }

  private func reduce(_ partition: Int, _ segments: [Segment], _ note: CrashNote)
    throws(MRError) -> ReduceAttempt.Result
  {
    let reduce = ReduceAttempt(
      ReduceTask(partition: partition, segments: segments),
      attempt: AttemptID(job: jobID, task: TaskID(.reduce, partition), number: 0), job: job,
      store: store, namespace: namespace, monitor: monitor, note: note)
    let result: ReduceAttempt.Result
    do throws(AttemptFailure) { result = try reduce.run(into: output) } catch { throw error.error }
    try result.counters.engine.check(
      segments: segments.reduce(0) { $0 + $1.length },
      records: segments.reduce(0) { $0 + $1.records }, wrote: result.output,
      Agreement(of: "reduce task \(partition)"))
    try output.commit(partition: partition, attempt: 0, bytes: result.output.bytes)
    return result
  }
}
