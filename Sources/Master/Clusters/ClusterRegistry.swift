import Model
import Protocol
import Synchronization

/// The clusters and jobs of this life of the master.
final class ClusterRegistry: Sendable {
  private struct State {
    var clusters: [ClusterID: Cluster] = [:]
    var jobs: [JobID: Job] = [:]
    /// The jobs in the order of submission; the oldest that have ended are forgotten here, not in
    /// the journal.
    var order: [JobID] = []
    /// Where jobs that have not ended write, by canonical path; nil while one is being submitted.
    var outputs: [String: JobID?] = [:]
  }
  private static let jobsKept = 1000
  private static let endedClustersKept = 100
  private let state = Mutex(State())

  /// The oldest that have ended are forgotten here, not in the journal.
  func add(_ cluster: Cluster) {
    state.withLock { state in
      state.clusters[cluster.id] = cluster
      let ended = state.clusters.values.filter(\.isGone).map(\.id).sorted()
      for id in ended.dropLast(Self.endedClustersKept) { state.clusters[id] = nil }
    }
  }

  func cluster(_ id: ClusterID) throws(MRError) -> Cluster {
    guard let cluster = find(id) else {
      throw MRError(
        .notFound, "there is no running cluster \(id)",
        remedy: "`mr cluster list` lists them, `mr cluster init` starts one.")
    }
    return cluster
  }

  /// Of all clusters together, those that are to be there and those that have joined.
  private static let mostWorkers = 2 * WireLimits.workers

  /// - Throws: `busy` if there were more workers with that many.
  func checkRoom(for workers: Int) throws(MRError) {
    let running = self.workers
    guard running + workers <= Self.mostWorkers else {
      throw MRError(
        .busy, "the master has \(running) workers, and may have \(Self.mostWorkers)",
        remedy: "Stop clusters that nobody needs: `mr cluster list`.")
    }
  }

  private var workers: Int {
    state.withLock { state in
      state.clusters.values.filter { !$0.workers.isStopped }.reduce(0) {
        $0 + $1.mappers + $1.reducers + $1.workers.joined
      }
    }
  }

  /// The worker that has the token; nil if none has.
  func worker(_ token: String) -> WorkerID? {
    guard let worker = WorkerPool.owner(of: token), let cluster = find(worker.cluster),
      cluster.workers.has(worker, token)
    else { return nil }
    return worker
  }

  func find(_ id: ClusterID) -> Cluster? { state.withLock { $0.clusters[id] } }

  /// Sets an output directory aside for a job that is about to be submitted.
  /// - Parameter output: its canonical path.
  /// - Throws: `alreadyExists` if a job that has not ended writes there, or will.
  func claim(_ output: String) throws(MRError) {
    try state.withLock { (state) throws(MRError) in
      state.outputs = state.outputs.filter { _, holder in
        holder.map { state.jobs[$0].map { !$0.isEnded } ?? false } ?? true
      }
      if let holder = state.outputs[output] {
        throw MRError(
          .alreadyExists,
          "the output directory \"\(printable(output.utf8))\" is that of "
            + (holder.map { "job \($0), which has not ended" } ?? "a job that is being submitted"),
          remedy: "Name another directory, or wait for that job's end.")
      }
      state.outputs[output] = .some(nil)
    }
  }

  /// Gives a claim back: the job was refused.
  func release(_ output: String) { state.withLock { $0.outputs[output] = nil } }

  /// - Parameter output: canonical path of its output directory.
  func add(_ job: Job, output: String) {
    state.withLock { state in
      state.outputs[output] = .some(job.id)
      state.jobs[job.id] = job
      state.order.append(job.id)
      while state.order.count > Self.jobsKept, let oldest = state.order.first,
        state.jobs[oldest]?.isEnded ?? true
      {
        state.jobs[oldest] = nil
        state.order.removeFirst()
      }
    }
  }

  func job(_ id: JobID) -> Job? { state.withLock { $0.jobs[id] } }
}
