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
    /// How much of the input is not in the result.
    package var bad: BadTally
    package var isComplete: Bool
  }

  private let job: LoadedJob
  private let files: [InputFile]
  private let refusals: [Int: MRError]
  private let output: OutputDirectory
  private let spec: JobSpec?
  private let monitor: AttemptMonitor
  private let watch: ParameterWatch?
  private let store = MemoryStore()
  private let namespace = "sequential"
  private let jobID = JobID(0)

  /// - Parameters:
  ///   - refusals: Why files cannot be read, of those of which that is known, by their index.
  ///   - spec: Of the job, to be kept beside the result.
  ///   - monitor: Cancels the run, and receives what the plugin logs.
  ///   - watch: The parameters that some function has to ask for.
  package init(
    _ job: LoadedJob, files: [InputFile], refusals: [Int: MRError] = [:],
    output: OutputDirectory, spec: JobSpec? = nil, monitor: AttemptMonitor,
    watch: ParameterWatch? = nil
  ) {
    self.spec = spec
    self.refusals = refusals
    self.job = job
    self.files = files
    self.output = OutputDirectory(path: output.path, token: Self.token)
    self.monitor = monitor
    self.watch = watch
  }

  /// The token by which this process knows an output directory of its own.
  private static let token = "sequential \(getpid())"

  /// Takes back what a run of this process has written, in the place of a plugin that does not return.
  package static func abandon(_ output: OutputDirectory) {
    let output = OutputDirectory(path: output.path, token: token)
    if output.isSeen { output.abandon() }
  }

  package func run() throws(MRError) -> Result {
    try output.prepare()
    do throws(MRError) {
      let note = try CrashNote(path: nil)
      var watch = watch
      let (map, badRecords) = try map(note)
      if let error = watch?.ended(.map, map.use) { throw error }
      var counters = map.counters
      var bad = badRecords.sorted { $0.precedes($1) }
      for partition in 0..<job.plan.partitions {
        let segments = map.manifest.segments(of: partition)
        let (reduce, badGroups) = try reduce(partition, segments, note)
        if let error = watch?.ended(.reduce, reduce.use) { throw error }
        counters.add(reduce.counters)
        bad += badGroups
      }
      try Agreement(of: "the job").check(
        "records reduced", counters.engine.reduceInputRecords, "records that map left",
        map.manifest.records)
      return try finish(counters, bad, map.marks)
    } catch {
      output.abandon()
      throw error
    }
  }

  private func finish(
    _ counters: Counters, _ entries: [BadInput], _ marks: [UInt8]?
  ) throws(MRError) -> Result {
    var counters = counters
    let engine = counters.engine
    let totals = InputTotals(
      files: files.count, records: engine.mapInputRecords, groups: engine.reduceInputGroups)
    let judge = BadJudge(job.plan.badInput, recordName: job.recordName)
    let bad = BadTally(entries)
    if let error = judge.excess(bad, of: totals) ?? judge.emptiness(bad, of: totals) { throw error }
    counters.engine.note(bad)
    let isComplete = judge.isComplete(bad, of: totals)
    try output.writeList(bad: entries, of: files, plan: job.plan, recordName: job.recordName)
    if job.plan.provenance { keep(marks, entries) }
    if let spec { try output.save(SavedJob(spec)) }
    try output.succeed(isComplete: isComplete)
    return Result(counters: counters, bad: bad, isComplete: isComplete)
  }

  private func keep(_ marks: [UInt8]?, _ bad: [BadInput]) {
    let provenance = ProvenanceWriter(output)
    if let marks { provenance.append(task: 0, marks) }
    let doubtful = bad.compactMap { bad in
      if case .records(let range) = bad.place { range.file } else { nil }
    }
    let failure = provenance.finish(
      files, of: job.plan, tasks: [Array(files.indices)], doubtful: Set(doubtful))
    guard let failure else { return }
    monitor.log(
      LogLine(
        time: CalendarClock.milliseconds, severity: .warning,
        text: "the result has no index of where its keys come from: \(failure)"))
  }

  private func map(_ note: CrashNote) throws(MRError) -> (MapAttempt.Result, [BadInput]) {
    try RepeatedAttempt(job: jobID, task: TaskID(.map, 0), policy: job.plan.badInput).run {
      (attempt, care) throws(AttemptFailure) in
      let loading = SetAside()
      let chunks = FileChunks(
        files, format: job.plan.format, refusals: refusals,
        setAside: job.plan.badInput.reaction == .skip ? { loading.list.append($0) } : nil)
      let map = MapAttempt(
        chunks, attempt: attempt, job: job, store: store, namespace: namespace, monitor: monitor,
        note: note, care: care)
      let result = try map.run()
      do throws(MRError) {
        try result.manifest.validate(partitions: job.plan.partitions)
        try result.manifest.validate(blockCapacity: BlockLayout.payloadCapacity)
        try result.counters.engine.check(
          input: chunks.bytes, records: chunks.records, left: result.manifest,
          Agreement(of: "map"))
      } catch {
        throw AttemptFailure(error: error)
      }
      return (result, result.bad + loading.list)
    }
  }

  private func reduce(_ partition: Int, _ segments: [Segment], _ note: CrashNote)
    throws(MRError) -> (ReduceAttempt.Result, [BadInput])
  {
    let task = TaskID(.reduce, partition)
    return try RepeatedAttempt(job: jobID, task: task, policy: job.plan.badInput).run {
      (attempt, care) throws(AttemptFailure) in
      let reduce = ReduceAttempt(
        ReduceTask(partition: partition, segments: segments), attempt: attempt, job: job,
        store: store, namespace: namespace, monitor: monitor, note: note, care: care)
      let result = try reduce.run(into: output)
      do throws(MRError) {
        try result.counters.engine.check(
          segments: segments.reduce(0) { $0 + $1.length },
          records: segments.reduce(0) { $0 + $1.records }, wrote: result.output,
          Agreement(of: "reduce task \(partition)"))
        try output.commit(
          partition: partition, attempt: attempt.number, bytes: result.output.bytes)
      } catch {
        throw AttemptFailure(error: error)
      }
      return (result, result.bad)
    }
  }
}

/// What could not be loaded.
private final class SetAside {
  var list: [BadInput] = []
}
