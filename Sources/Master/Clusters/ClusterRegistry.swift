import Model
import Synchronization

/// The clusters and jobs of this life of the master.
final class ClusterRegistry: Sendable {
  private struct State {
    var clusters: [ClusterID: Cluster] = [:]
    var jobs: [JobID: Job] = [:]
    /// In the order of submission; the oldest that have ended are forgotten here, not in the journal.
    var order: [JobID] = []
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

  func find(_ id: ClusterID) -> Cluster? { state.withLock { $0.clusters[id] } }

  var clusters: [Cluster] { state.withLock { $0.clusters.values.sorted { $0.id < $1.id } } }

  func add(_ job: Job) {
    state.withLock { state in
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
