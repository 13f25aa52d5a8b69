package import Model

/// What a `JobMachine` wants done. Actions are performed in their order, outside of whatever lock
/// guards the machine.
package enum JobAction: Sendable, Hashable {
  /// A record for the journal; a job's end is there before the end is told.
  case journal(JournalRecord)
  case event(JobEvent)
  /// No task needs these chunks any more.
  case deleteInput([Chunk])
  /// Load chunks again from their files, in the next generation, and call `chunksReloaded`; if that
  /// cannot be done, `fail`.
  case reload([Chunk], files: [Int: InputFile])
  /// What map attempts left behind.
  case deleteMapOutput([MapManifest])
  /// What a map attempt may have left behind: delete its blocks from 0 until one is missing.
  case sweepMapOutput(MapOutputID)
  /// Give a reduce attempt's output its final name, once; answer with `commitDone` or
  /// `commitFailed`.
  case commit(partition: Int, attempt: Int, ReduceOutput)
  /// What a reduce attempt may have left behind, in the output directory or in the store.
  case discardOutput(partition: Int, attempt: Int)
  /// Every partition is in place: declare the output complete, or as complete as it can be, and answer with `jobCommitDone` or
  /// `jobCommitFailed`.
  case commitJob(isComplete: Bool)
  /// The worker's attempt is of no use any more. `renew` will say so too.
  case revoke(WorkerID, AttemptID)
  /// So many tasks became available: so many of the workers that wait in this role are to ask again.
  case wake(Role, count: Int)
  /// The job has ended, and everything it had to undo came before. Once.
  case finished(JobOutcome)
}
