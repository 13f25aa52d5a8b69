import BlockStore
import Model
import Output
import Scheduling
import Synchronization

/// The output directory of a running job, and what becomes of the output of its attempts. Calls block.
final class JobOutput: Sendable {
  let directory: OutputDirectory
  /// The text by which workers prove that they see the directory, and the job that it is still there.
  let token: String
  /// Where its keys come from; nil for a job that does not keep that.
  let provenance: ProvenanceWriter?
  /// How the tokens of all starts of the job begin.
  private let owner: String
  private let committer: OutputCommitter
  private let sweeper: StoreSweeper
  /// The directory was empty and is the job's now.
  private let isOwn = Mutex(false)

  init(_ job: JobID, epoch: Int, plan: JobPlan, environment: MasterEnvironment) {
    owner = "\(environment.stateDirectory) \(job) "
    token = "\(owner)\(environment.namespace) \(epoch)"
    directory = OutputDirectory(
      path: String(decoding: plan.output.bytes, as: UTF8.self), token: token)
    provenance = plan.provenance ? ProvenanceWriter(directory) : nil
    committer = OutputCommitter(
      directory: directory, store: environment.store, namespace: environment.namespace, job: job)
    sweeper = environment.sweeper
  }

  /// Makes the directory.
  /// - Parameter adopting: It was prepared in a former life of the master.
  func prepare(adopting: Bool) throws(MRError) {
    try directory.prepare(former: adopting ? owner : nil)
    isOwn.withLock { $0 = true }
  }

  /// Gives a partition's output its final name.
  func commit(_ partition: Int, _ attempt: Int, _ output: ReduceOutput) throws(MRError) {
    defer {
      // Copied or not, the attempt is over.
      if case .blocks(let count, _) = output {
        sweeper.delete([StoredBlocks(committer.part(partition, attempt: attempt), count: count)])
      }
    }
    try committer.commit(partition: partition, attempt: attempt, output)
  }

  /// Removes what a reduce attempt may have left behind.
  func discard(_ partition: Int, _ attempt: Int) {
    sweeper.sweep(committer.part(partition, attempt: attempt))
    sweeper.sweep(committer.merged(partition, attempt: attempt))
    directory.discard(partition: partition, attempt: attempt)
  }

  /// Leaves nothing in the directory but the result: all of it, or none.
  func settle(hasResult: Bool) throws(MRError) {
    guard isOwn.withLock({ $0 }) else { return }
    provenance?.close()
    if hasResult { try directory.clean() } else { directory.abandon() }
  }
}
