import BlockStore
import Model
import Scheduling
import Synchronization
import Threading

/// Whether the store has room for what the job leaves in it.
extension RunningJob {
  /// What the output of all map tasks will take, in bytes.
  private var expectedRoom: Int {
    state.withLock { $0.meter.forecast.expected(of: $0.meter.inputSize($0.machine.progress)) }
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
    let needed = expectedRoom
    guard error.code == .storeFull, needed > 0 else { return error }
    var error = error
    error.remedy = environment.storeRoom.remedy(
      for: max(needed, environment.storeRoom.capacity))
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
}
