import Model
import Protocol

/// A cluster as `--json` shows it. Field names are part of the interface.
struct ClusterView: Encodable {
  struct Worker: Encodable {
    var worker: String
    var role: String
    var host: String
    var pid: UInt32
    var state: String
    var attempt: String?
  }

  var cluster: String
  var state: String
  var mappers: UInt32
  var reducers: UInt32
  var workers: [Worker]
  /// Processes that wait for other code.
  var reserve: [Worker]
  var jobs: [String]
  var created: String?
  var error: String?

  init(_ status: WireClusterStatus) {
    cluster = status.clusterID
    state = status.state.name
    mappers = status.numMappers
    reducers = status.numReducers
    workers = status.workers.map(Worker.init)
    reserve = status.reserve.map(Worker.init)
    jobs = status.jobIds
    created = Timestamp.utc(status.createdMs)
    error = status.hasError ? MRError(status.error).description : nil
  }
}

extension ClusterView.Worker {
  init(_ status: WireWorkerStatus) {
    self.init(
      worker: status.workerID, role: status.role.name, host: status.host, pid: status.pid,
      state: status.state.name, attempt: status.attempt.isEmpty ? nil : status.attempt)
  }
}
