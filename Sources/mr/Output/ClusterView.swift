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
  var jobs: [String]
  var created: String?
  var error: String?

  init(_ status: WireClusterStatus) {
    cluster = status.clusterID
    state = status.state.name
    mappers = status.numMappers
    reducers = status.numReducers
    workers = status.workers.map {
      Worker(
        worker: $0.workerID, role: $0.role.name, host: $0.host, pid: $0.pid, state: $0.state.name,
        attempt: $0.attempt.isEmpty ? nil : $0.attempt)
    }
    jobs = status.jobIds
    created = Timestamp.utc(status.createdMs)
    error = status.hasError ? MRError(status.error).description : nil
  }
}
