package import Model

/// What the journal is to remember of a job. The end of a job is on disk before anybody is told of
/// it; the rest is history, written within a second or so.
package enum JournalRecord: Sendable, Hashable {
  /// The job left the queue. `epoch` counts its starts, from 0.
  case jobStarted(JobID, epoch: Int)
  /// A map task was cut: which chunks it reads, and under which blocks they lie.
  case mapTask(JobID, MapTask)
  /// Chunks were stored again, under the blocks of a new generation.
  case chunksReloaded(JobID, [Chunk])
  case attemptEnded(AttemptID, WorkerID, AttemptResult)
  case jobEnded(JobID, JobOutcome, Counters)
}
