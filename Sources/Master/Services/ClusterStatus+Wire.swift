import Journal
import Model
import Protocol
import Scheduling

extension WireClusterStatus {
  init(_ cluster: Cluster) {
    self.init()
    let state = cluster.snapshot
    clusterID = "\(cluster.id)"
    numMappers = UInt32(clamping: cluster.mappers)
    numReducers = UInt32(clamping: cluster.reducers)
    createdMs = cluster.created
    jobIds = cluster.unfinishedJobs.map { "\($0.id)" }
    let machine = state.machine
    let isReady =
      machine.alive(.mapper) >= cluster.mappers && machine.alive(.reducer) >= cluster.reducers
    self.state = machine.isStopped ? .stopped : isReady ? .ready : .starting
    workers = machine.workers.map { info in
      var status = WireWorkerStatus()
      status.workerID = "\(info.id)"
      status.role = WireRole(info.role)
      let known = state.workers[info.id]
      status.host = known?.host ?? ""
      status.pid = UInt32(clamping: known?.pid ?? 0)
      status.state = info.state == .starting ? .starting : known?.attempt == nil ? .idle : .busy
      status.attempt = known?.attempt.map { "\($0)" } ?? ""
      return status
    }
  }

  /// A cluster that has ended, or of a former life.
  init(_ record: ClusterRecord) {
    self.init()
    clusterID = "\(record.id)"
    numMappers = UInt32(clamping: record.mappers)
    numReducers = UInt32(clamping: record.reducers)
    createdMs = record.created
    state = .stopped
  }
}
