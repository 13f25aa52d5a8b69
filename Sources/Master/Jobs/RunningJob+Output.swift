import Execution
import Model
import Records
import Scheduling

/// What becomes of the output of attempts.
extension RunningJob {
  func commit(_ partition: Int, _ attempt: Int, _ output: ReduceOutput) async {
    do throws(MRError) {
      let committer = committer
      try await BlockingThread.run { () throws(MRError) in
        try committer.commit(partition: partition, attempt: attempt, output)
      }
      if case .blocks(let count, _) = output {
        environment.sweeper.delete(
          (0..<count).map { committer.key(partition: partition, attempt: attempt, block: $0) })
      }
      post { $0.commitDone(partition: partition) }
    } catch {
      post { $0.commitFailed(partition: partition, error) }
    }
  }

  func discard(_ partition: Int, _ attempt: Int) async {
    let committer = committer
    environment.sweeper.sweep { committer.key(partition: partition, attempt: attempt, block: $0) }
    await BlockingThread.run { [output] in output.discard(partition: partition, attempt: attempt) }
  }

  func commitJob() async {
    do throws(MRError) {
      try await BlockingThread.run { [output] () throws(MRError) in try output.succeed() }
      post { $0.jobCommitDone() }
    } catch {
      post { $0.jobCommitFailed(error) }
    }
  }

  /// Map outputs that nobody reads any more.
  func delete(_ manifests: [MapManifest]) {
    let keys = manifests.flatMap { manifest in
      (0..<manifest.blocks).map {
        BlockKey.mapOutput(
          environment.namespace, id, task: manifest.task, attempt: manifest.attempt, block: $0)
      }
    }
    environment.sweeper.delete(keys)
  }

  /// - Parameter room: That the intermediate data would take in the store, in bytes.
  func tooLarge(_ room: Int) -> MRError {
    MRError(
      .storeFull, "the intermediate data of \(id) does not fit into the store",
      cause: "it takes about \(room >> 20) MiB, going by the first "
        + "\(snapshot.progress.mapTasks.done) map tasks, and the store holds "
        + "\(environment.storeLimit >> 20) MiB",
      remedy: "Give the store more memory (--store-memory), or more servers (--store).")
  }

  private var committer: OutputCommitter {
    OutputCommitter(
      directory: output, store: environment.store, namespace: environment.namespace, job: id)
  }
}
