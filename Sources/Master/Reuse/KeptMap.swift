import Cache
import Model
import Protocol
import Scheduling

/// What a map task left, with all that stands for its run.
struct KeptMap: Sendable {
  let group: ReusedGroup
  /// How many tasks map the files of the group.
  var tasks: Int
  /// As the job counts.
  let task: MapTask
  var report: WireArriveRequest
  /// The files that the worker had code from.
  var code: [CodeFile]

  /// The task's number within the group.
  var part: Int { task.index - group.first.task }

  init(
    _ group: ReusedGroup, tasks: Int, _ task: MapTask, _ report: WireArriveRequest,
    code: [CodeFile]
  ) {
    self.group = group
    self.tasks = tasks
    self.task = task
    self.report = report
    self.code = code
  }

  /// - Throws: `invalidArgument` if the bytes are none, or anything is out of bounds.
  init(encoded bytes: UnsafeRawBufferPointer, of group: ReusedGroup) throws(MRError) {
    var wire = try WireKeptMap(encoded: bytes)
    for (index, digested) in group.files.enumerated() {
      wire.task.files[UInt32(index)] = WireInputFile(digested.file)
    }
    let task = try MapTask(wire.task)
    let named = Set(task.inputs.flatMap { $0.chunk.spans.map(\.file) })
    self.init(
      group, tasks: try bounded(wire.tasks, "tasks", in: 1...WireLimits.spans),
      group.absolute(
        MapTask(
          index: task.index, inputs: task.inputs,
          files: task.files.filter { named.contains($0.key) })),
      wire.report, code: [])
  }

  func encoded() throws(MRError) -> [UInt8] {
    var wire = WireKeptMap()
    wire.task = WireMapTask(group.relative(task))
    wire.tasks = UInt32(clamping: tasks)
    wire.report = report
    return try wire.encoded()
  }

  func manifest() throws(MRError) -> MapManifest { try MapManifest(report.manifest) }

  /// What stands for the task's run in the job, under another attempt.
  func taken(as attempt: AttemptID) throws(MRError) -> TakenMap {
    var manifest = try manifest()
    (manifest.task, manifest.attempt) = (task.index, attempt.number)
    var counters = try Counters(engine: report.engineCounters, user: report.counters)
    // Nothing was read for this job.
    (counters.engine.keptDocuments, counters.engine.readDocuments) = (0, 0)
    counters.engine.reusedMapTasks = 1
    return TakenMap(
      manifest: manifest, counters: counters, use: try ParameterWatch.Use(report.use),
      isLoaded: false)
  }

  /// The lines that its plugin wrote, as those of another attempt.
  func lines(of attempt: AttemptID) -> [WireUserLogLine] {
    report.lines.map { line in
      var line = line
      line.attempt = WireAttemptId(attempt)
      line.timeMs = CalendarClock.milliseconds
      return line
    }
  }
}
