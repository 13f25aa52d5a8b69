import Protocol

/// An attempt that has ended, as `--json` shows it. Field names are part of the interface.
struct AttemptView: Encodable {
  /// `map` or `reduce`.
  var kind: String
  var task: UInt32
  var attempt: UInt32
  var worker: String
  var started: String?
  var ended: String?
  var seconds: Double
  var bytes: UInt64
  var records: UInt64
  /// `succeeded`, `failed` or `withdrawn`.
  var outcome: String
  var error: JobView.Failure?

  init(_ status: WireAttemptStatus) {
    kind = status.attempt.kind.name
    task = status.attempt.task
    attempt = status.attempt.attempt
    worker = status.workerID
    started = Timestamp.utc(status.startedMs)
    ended = Timestamp.utc(status.endedMs)
    seconds = Double(status.milliseconds) / 1000
    bytes = status.bytes
    records = status.records
    outcome = status.outcome.name
    error = status.hasError ? JobView.Failure(status.error) : nil
  }
}
