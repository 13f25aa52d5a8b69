import Model
import Protocol

/// A job as `--json` shows it. Field names are part of the interface.
struct JobView: Encodable {
  struct Spec: Encodable {
    var plugin: String
    /// The functions that take the place of a plugin.
    var functions: Functions?
    var job: String?
    var input: String
    var format: String?
    var output: String
    var parameters: [String: String]
    var reducers: UInt32?
  }

  struct Functions: Encodable {
    var map: String
    var combine: String?
    var reduce: String?
    var combiner: String?

    init(_ functions: WireJobFunctions) {
      map = functions.map
      combine = functions.combine.isEmpty ? nil : functions.combine
      reduce = functions.reduce.isEmpty ? nil : functions.reduce
      combiner = functions.combiner.isEmpty ? nil : functions.combiner
    }
  }

  struct Failure: Encodable {
    var code: String
    var message: String
    var cause: String?
    var remedy: String?

    init(_ wire: WireError) { self.init(MRError(wire)) }

    init(_ error: MRError) {
      code = error.code.description
      message = error.message
      cause = error.cause
      remedy = error.remedy
    }
  }

  struct Tasks: Encodable {
    var total: UInt32
    var running: UInt32
    var done: UInt32
    var failedAttempts: UInt32

    init(_ tasks: WireTaskCounts) {
      (total, running, done) = (tasks.total, tasks.running, tasks.done)
      failedAttempts = tasks.failedAttempts
    }
  }

  /// As `cluster` nil with `--sequential`.
  var job: String?
  var cluster: String?
  var state: String
  var spec: Spec
  var submitted: String?
  /// Who submitted it, as the master knew them.
  var submittedBy: String?
  var started: String?
  var ended: String?
  /// The time from the start to the end, in seconds.
  var seconds: Double?
  var inputFiles: UInt64
  var inputBytes: UInt64
  /// While it runs.
  var progress: ProgressView?
  var mapTasks: Tasks
  var reduceTasks: Tasks
  /// The engine's, and those of the plugin's that have other names.
  var counters: [String: Int64]
  /// The plugin's counters alone.
  var userCounters: [String: Int64]
  /// What is no failure, but seldom what was meant.
  var warnings: [String]
  var error: Failure?
  /// What is set aside, if anything is.
  var bad: BadNotice?

  init(_ status: WireJobStatus) {
    let wire = status.spec
    job = status.jobID.isEmpty ? nil : status.jobID
    cluster = status.clusterID.isEmpty ? nil : status.clusterID
    state = status.phase.name
    spec = Spec(
      plugin: wire.plugin, functions: wire.hasFunctions ? Functions(wire.functions) : nil,
      job: wire.job.isEmpty ? nil : wire.job, input: wire.input,
      format: wire.format.isEmpty ? nil : wire.format, output: wire.output,
      parameters: wire.parameters, reducers: wire.hasReducers ? wire.reducers : nil)
    submitted = Timestamp.utc(status.submittedMs)
    submittedBy = status.submittedBy.isEmpty ? nil : status.submittedBy
    started = Timestamp.utc(status.startedMs)
    ended = Timestamp.utc(status.endedMs)
    seconds = status.seconds
    inputFiles = status.progress.inputFiles
    inputBytes = status.progress.inputBytes
    if !status.phase.isEnd, status.phase != .queued { progress = ProgressView(status) }
    mapTasks = Tasks(status.progress.mapTasks)
    reduceTasks = Tasks(status.progress.reduceTasks)
    counters = status.counters.values
    userCounters = status.userCounters.values
    warnings = status.phase.hasResult ? status.summary.warnings : status.warnings
    let bad = status.summary.bad
    if !bad.isEmpty { self.bad = bad }
    if status.hasError { error = Failure(status.error) }
  }
}
