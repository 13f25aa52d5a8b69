import Protocol

/// A run as `--json` shows it. Field names are part of the interface.
struct RunView: Encodable {
  /// Its name in the history.
  var run: String
  /// Of the `mr` that ran it.
  var version: String
  var status: JobView

  init(_ run: RecordedRun) {
    self.run = "\(run.id)"
    version = run.record.version
    status = JobView(run.job)
  }
}
