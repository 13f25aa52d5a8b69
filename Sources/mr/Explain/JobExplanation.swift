import Model
import Protocol

/// Where a job's time went, what was slowest, what failed, and what to change: sentences for people, each held by
/// figures of the job.
struct JobExplanation {
  private let job: WireJobStatus
  private let attempts: [WireAttemptStatus]
  private let map: TaskTimes
  private let reduce: TaskTimes

  /// - Parameter attempts: all that have ended.
  init(_ job: WireJobStatus, _ attempts: [WireAttemptStatus]) {
    self.job = job
    self.attempts = attempts
    map = TaskTimes(attempts, .map)
    reduce = TaskTimes(attempts, .reduce)
  }

  /// The cause of a failure comes first.
  var sentences: [String] {
    [outcome, failures, missing, time, slowest(map, "map"), slowest(reduce, "reduce")]
      .compactMap(\.self) + advice
  }

  private var outcome: String {
    if let failure = job.failure {
      return "Job \(job.jobID) \(job.phase.name): "
        + terminalSafe(
          [job.error.message, failure.cause].compactMap(\.self).joined(separator: ": "))
        + (failure.remedy.map { "; \(terminalSafe($0))" } ?? "")
    }
    guard job.phase.isEnd else { return "Job \(job.jobID) is \(job.phase.name); so far:" }
    return "Job \(job.jobID) \(job.phase.name)"
      + (job.seconds.map { " in \(Units.duration($0))" } ?? "") + "."
  }

  private var failures: String? {
    let failed = attempts.filter { $0.outcome == .failed }
    guard let first = failed.min(by: { $0.endedMs < $1.endedMs }) else { return nil }
    let name = "\(first.attempt.kind.name) task \(first.attempt.task)"
    let reason = [first.error.message, first.error.cause].filter { !$0.isEmpty }
    return "\(Units.count(failed.count, "attempt")) failed and cost "
      + "\(Units.duration(failed.reduce(0) { $0 + Double($1.milliseconds) / 1000 })); the first, at "
      + "\(name): \(terminalSafe(reason.joined(separator: ": ")))."
  }

  private var missing: String? {
    guard let line = job.summary.bad.lines(of: job.summary).first else { return nil }
    return "The result lacks what was \(line); `mr resume` completes it."
  }

  private var time: String? {
    guard !map.isEmpty, job.startedMs > 0 else { return nil }
    var parts = [
      part("until the first map task began", job.startedMs, map.began),
      part("until the last map task was done", map.began, map.ended),
    ]
    if !reduce.isEmpty {
      parts.append(part("for reducing after that", max(map.ended, job.startedMs), reduce.ended))
      if job.endedMs > 0 { parts.append(part("to finish", reduce.ended, job.endedMs)) }
    }
    return "The time went: \(parts.joined(separator: ", "))."
  }

  private func part(_ what: String, _ from: Int64, _ to: Int64) -> String {
    "\(Units.duration(Double(max(0, to - from)) / 1000)) \(what)"
  }

  private func slowest(_ times: TaskTimes, _ kind: String) -> String? {
    guard let first = times.attempts.first else { return nil }
    let most =
      "\(kind) task \(first.attempt.task), \(Units.duration(times.longest)) on \(first.workerID)"
    guard times.attempts.count > 1 else { return "The only \(kind) task was \(most)." }
    return "The slowest of \(Units.count(times.attempts.count)) \(kind) tasks was \(most), with "
      + "\(Units.bytes(first.bytes)) and \(Units.count(first.records, "record")); half of them took at most "
      + "\(Units.duration(times.median)), and their workers were busy for "
      + "\(Int((times.busy * 100).rounded())) % of the time."
  }

  /// What a task has to be slower by than the median, and by how much, to be worth a word.
  private static let (factor, least) = (2.0, 0.5)

  private var advice: [String] {
    [advice(map, isMap: true), advice(reduce, isMap: false), moreReducers].compactMap(\.self)
  }

  private func advice(_ times: TaskTimes, isMap: Bool) -> String? {
    guard let first = times.attempts.first, times.attempts.count > 2,
      times.longest > Self.factor * times.median, times.longest - times.median > Self.least
    else { return nil }
    let task = "\(first.attempt.kind.name) task \(first.attempt.task)"
    guard times.longestShare > 1.5 else {
      return
        "\(task.capitalizedFirst) took \(Self.times(times.longest / times.median)) as long as half of the others "
        + "with no more input: its records cost more, or its worker \(first.workerID) was slow."
    }
    let size = "has \(Self.times(times.longestShare)) as much input as half of the others"
    return isMap
      ? "\(task.capitalizedFirst) \(size): a smaller --task-size divides it, if its format can be."
      : "\(task.capitalizedFirst) \(size): a few keys have most of the values. A combiner makes less of them, more "
        + "--reducers help only where they are many keys."
  }

  private var moreReducers: String? {
    guard reduce.attempts.count == 1, map.workers > 1,
      reduce.longest > max(1, Double(map.ended - map.began) / 2000)
    else { return nil }
    return "One reducer did what several could: give --reducers."
  }

  private static func times(_ factor: Double) -> String {
    "\(Double(Int((factor * 10).rounded())) / 10) times"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
