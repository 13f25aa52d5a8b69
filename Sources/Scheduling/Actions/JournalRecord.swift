package import Model

/// What the journal is to remember of a job. The end of a job is on disk before anybody is told of
/// it; the rest is history, written within a second or so.
package enum JournalRecord: Sendable, Hashable {
  /// The job left the queue. `epoch` counts its starts, from 0.
  case jobStarted(JobID, epoch: Int)
  case attemptEnded(AttemptRecord)
  case jobEnded(JobID, JobOutcome, Counters)
}
