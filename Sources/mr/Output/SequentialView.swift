import Model

/// A job that ran in one process, as `--json` shows it. Field names are part of the interface.
struct SequentialView: Encodable {
  var counters: [String: Int64]
  /// The plugin's counters alone.
  var userCounters: [String: Int64]
  /// What is no failure, but seldom what was meant.
  var warnings: [String]
  /// What is set aside, if anything is.
  var bad: BadNotice?

  init(_ summary: JobSummary) {
    counters = summary.counters.shown
    userCounters = summary.counters.user.values
    warnings = summary.warnings
    if !summary.bad.isEmpty { bad = summary.bad }
  }
}
