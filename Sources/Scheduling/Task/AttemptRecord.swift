package import Model

/// What is remembered of an attempt that has ended. Times are milliseconds since 1970.
package struct AttemptRecord: Sendable, Hashable {
  package var attempt: AttemptID
  package var worker: WorkerID
  /// When the task was given to the worker.
  package var started: Int64
  /// When the worker reported, or was given up, or the job ended.
  package var ended: Int64
  /// All of the task if the attempt succeeded, otherwise as of the worker's last heartbeat.
  package var work: AttemptWork
  package var result: AttemptResult

  package init(
    _ attempt: AttemptID, _ worker: WorkerID, started: Int64, ended: Int64,
    work: AttemptWork = AttemptWork(), _ result: AttemptResult
  ) {
    self.attempt = attempt
    self.worker = worker
    self.started = started
    self.ended = ended
    self.work = work
    self.result = result
  }
}
