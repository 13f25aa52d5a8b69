import Model
import Protocol

extension WireJobPhase {
  var name: String {
    switch self {
    case .queued: "queued"
    case .loading: "loading"
    case .mapping: "mapping"
    case .reducing: "reducing"
    case .committing: "committing"
    case .succeeded: "succeeded"
    case .incomplete: "incomplete"
    case .failed: "failed"
    case .cancelled: "cancelled"
    default: "unknown"
    }
  }

  var isEnd: Bool { hasResult || self == .failed || self == .cancelled }

  var hasResult: Bool { self == .succeeded || self == .incomplete }
}

extension WireJobStatus {
  /// The time from the start to the end; nil for a job that did not start, or has not ended.
  var seconds: Double? {
    startedMs > 0 && endedMs >= startedMs ? Double(endedMs - startedMs) / 1000 : nil
  }

  /// What a job that did not succeed throws in the end.
  var failure: MRError? {
    guard phase == .failed || phase == .cancelled else { return nil }
    var error = MRError(error)
    error.message =
      "job \(jobID) \(phase.name)" + (error.message.isEmpty ? "" : ": \(error.message)")
    return error
  }

  /// A few lines for people at the end of a job.
  var summary: JobSummary {
    JobSummary(
      title: (jobID.isEmpty ? "job " : "job \(jobID) ") + phase.name
        + (seconds.map { " in \(Units.duration($0))" } ?? ""),
      files: progress.inputFiles, bytes: progress.inputBytes,
      tasks: jobID.isEmpty
        ? nil : (Int(progress.mapTasks.total), Int(progress.reduceTasks.total)),
      counters: Counters(engine: engineCounters, user: UserCounters(userCounters.values)),
      notices: warnings, output: spec.output,
      bad: BadNotice(
        files: engineCounters.skippedFiles, records: engineCounters.skippedRecords,
        groups: engineCounters.skippedGroups, kinds: bad.kinds.mapValues { Int(clamping: $0) },
        reasons: bad.reasons,
        isAllowed: phase == .succeeded))
  }
}

extension WireJobStatus {
  /// All that is known of a job, for people.
  var details: String {
    var lines = [
      "job \(jobID) \(phase.name)",
      "  cluster    \(clusterID)",
    ]
    lines += spec.codeLines.map { "  \(terminalSafe($0))" }
    lines += [
      "  input      \(terminalSafe(spec.input))\(spec.format.isEmpty ? "" : " (\(spec.format))")",
      "  output     \(terminalSafe(spec.output))",
      "  submitted  \(Timestamp.local(submittedMs))"
        + (submittedBy.isEmpty ? "" : " by \(terminalSafe(submittedBy))"),
      "  started    \(Timestamp.local(startedMs))",
      "  ended      \(Timestamp.local(endedMs))",
      "  map tasks     \(tasks(progress.mapTasks))",
      "  reduce tasks  \(tasks(progress.reduceTasks))",
    ]
    if !phase.isEnd, phase != .queued {
      lines += PhaseProgress.phases(of: self).filter { $0.state == .running }
        .map { "  " + ProgressLine.plain($0, rate: nil) }
    }
    if phase.hasResult { lines += summary.bad.lines(of: summary).map { "  \($0)" } }
    lines += warnings.map { "  warning    \(terminalSafe($0))" }
    if let failure { lines.append("  error      \(terminalSafe(failure.description))") }
    // A job that has not begun has none.
    if !counters.values.isEmpty { lines += Self.lines(of: engineCounters.values) }
    if !userCounters.values.isEmpty {
      lines.append("  counters of the plugin")
      lines += Self.lines(of: userCounters.values).map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  private var engineCounters: EngineCounters {
    var values = counters.values
    return EngineCounters(taking: &values)
  }

  private static func lines(of counters: [String: Int64]) -> [String] {
    counters.sorted { $0.key < $1.key }.map { name, value in
      "  \(terminalSafe(name)) = \(Units.count(value))"
    }
  }

  private func tasks(_ counts: WireTaskCounts) -> String {
    var text = "\(counts.done) of \(counts.total) done, \(counts.running) running"
    if counts.failedAttempts > 0 {
      text += ", \(Units.count(counts.failedAttempts, "attempt")) failed"
    }
    return text
  }
}
