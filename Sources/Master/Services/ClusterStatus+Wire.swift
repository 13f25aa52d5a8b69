import Journal
import Model
import Protocol
import Scheduling

extension WireClusterStatus {
  init(_ cluster: Cluster) {
    self.init()
    let state = cluster.workers.snapshot
    clusterID = "\(cluster.id)"
    numMappers = UInt32(clamping: cluster.mappers)
    numReducers = UInt32(clamping: cluster.reducers)
    createdMs = cluster.created
    jobIds = cluster.jobs.unfinished.map { "\($0.id)" }
    let machine = state.machine
    let isReady =
      machine.alive(.mapper) >= cluster.mappers && machine.alive(.reducer) >= cluster.reducers
    self.state = machine.isStopped ? .stopped : isReady ? .ready : .starting
    let muster = machine.muster
    workers = muster.workers.map { WireWorkerStatus($0, state.workers[$0.id]) }
    reserve = muster.reserve.map { WireWorkerStatus($0, state.workers[$0.id]) }
    if let failure = state.failure { error = WireError(failure) }
  }

  /// A cluster that has ended, or of a former life.
  init(_ record: ClusterRecord) {
    self.init()
    clusterID = "\(record.id)"
    numMappers = UInt32(clamping: record.mappers)
    numReducers = UInt32(clamping: record.reducers)
    createdMs = record.created
    state = .stopped
    if let error = record.error { self.error = WireError(error) }
  }
}

extension WireWorkerStatus {
  fileprivate init(_ info: WorkerInfo, _ known: WorkerPool.Worker?) {
    self.init()
    workerID = "\(info.id)"
    role = WireRole(info.role)
    host = known?.host ?? ""
    pid = UInt32(clamping: known?.pid ?? 0)
    state = info.state == .starting ? .starting : known?.attempt == nil ? .idle : .busy
    attempt = known?.attempt.map { "\($0)" } ?? ""
  }
}
