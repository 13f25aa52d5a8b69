import Output
import Threading
import BlockStore
import Logging
import Model
import Records
import Scheduling
import Synchronization

/// What becomes of the output of attempts.
extension RunningJob {
  /// Blocks.
  func commit(_ partition: Int, _ attempt: Int, _ output: ReduceOutput) {
    let committer = committer
    do throws(MRError) {
      try committer.commit(partition: partition, attempt: attempt, output)
      post { $0.commitDone(partition: partition) }
    } catch {
      post { $0.commitFailed(partition: partition, error) }
    }
    // Copied or not, the attempt is over.
    if case .blocks(let count, _) = output {
      environment.sweeper.delete(
        (0..<count).map { committer.key(partition: partition, attempt: attempt, block: $0) })
    }
  }

  /// Blocks.
  func discard(_ partition: Int, _ attempt: Int) {
    let committer = committer
    environment.sweeper.sweep { committer.key(partition: partition, attempt: attempt, block: $0) }
    environment.sweeper.sweep { [environment, id] block in
      BlockKey.merged(
        environment.namespace, id, partition: partition, attempt: attempt, block: block)
    }
    output.discard(partition: partition, attempt: attempt)
  }

  /// Blocks.
  func commitJob() {
    do throws(MRError) {
      try output.markComplete()
      post { $0.jobCommitDone() }
    } catch {
      post { $0.jobCommitFailed(error) }
    }
  }

  /// Leaves nothing in the output directory but the result: all of it, or none.
  func settleOutput(_ outcome: JobOutcome?) async {
    guard state.withLock({ $0.ownsOutput }) else { return }
    do throws(MRError) {
      try await environment.committers.run { [output] () throws(MRError) in
        if outcome == .succeeded { try output.clean() } else { output.abandon() }
      }
    } catch {
      environment.logger.warning("\(id): \(error)")
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

  /// Ends the job because its intermediate data will not fit.
  func failForRoom() {
    let room = environment.storeRoom
    let needed = expectedRoom
    let error = MRError(
      .storeFull, "the intermediate data of \(id) does not fit into the store",
      cause: "it takes about \(needed >> 20) MiB, going by the first "
        + "\(snapshot.progress.mapTasks.done) map tasks, and the store takes "
        + "\(room.capacity >> 20) MiB",
      remedy: room.remedy(for: needed))
    post { $0.fail(error) }
  }

  /// What a worker met, with what the master knows about it.
  func explained(_ error: MRError) -> MRError {
    guard error.code == .storeFull, expectedRoom > 0 else { return error }
    var error = error
    error.remedy = environment.storeRoom.remedy(
      for: max(expectedRoom, environment.storeRoom.capacity))
    return error
  }

  /// A server whose disk is full does not refuse blocks, it drops the oldest. Ends the job before
  /// that, while there still is output to come.
  func watchDisk() async {
    let progress = snapshot.progress
    guard !progress.inputEnded || progress.mapTasks.done < progress.mapTasks.known,
      let statistics = try? await BlockingThread.run({ [environment] () throws(MRError) in
        try environment.store.statistics()
      }), statistics.used > statistics.capacity - statistics.capacity / 16
    else { return }
    failForRoom()
  }

  private var committer: OutputCommitter {
    OutputCommitter(
      directory: output, store: environment.store, namespace: environment.namespace, job: id)
  }
}
