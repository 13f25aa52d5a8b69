import Model
import Protocol

extension WireClusterState {
  var name: String {
    switch self {
    case .starting: "starting"
    case .ready: "ready"
    case .stopped: "stopped"
    default: "unknown"
    }
  }
}

extension WireWorkerState {
  var name: String {
    switch self {
    case .starting: "starting"
    case .idle: "idle"
    case .busy: "busy"
    default: "unknown"
    }
  }
}

extension WireRole {
  var name: String {
    switch self {
    case .mapper: "mapper"
    case .reducer: "reducer"
    default: "unknown"
    }
  }
}

extension WireClusterStatus {
  /// All that is known of a cluster, for people.
  var text: String {
    var lines = [
      "cluster \(clusterID) \(state.name)",
      "  created  \(Timestamp.local(createdMs))",
      "  queue    \(jobIds.isEmpty ? "-" : jobIds.joined(separator: " "))",
    ]
    if hasError { lines.append("  error    \(terminalSafe(MRError(error).description))") }
    if !reserve.isEmpty {
      lines.append("  reserve  \(reserve.count == 1 ? "1 process" : "\(reserve.count) processes")")
    }
    if workers.isEmpty { return lines.joined(separator: "\n") }
    var table = Table("WORKER", "ROLE", "HOST", "#PID", "STATE", "ATTEMPT")
    table.rows = workers.map {
      [
        $0.workerID, $0.role.name, terminalSafe($0.host), $0.pid == 0 ? "-" : "\($0.pid)",
        $0.state.name,
        $0.attempt.isEmpty ? "-" : $0.attempt,
      ]
    }
    return (lines + ["", table.text]).joined(separator: "\n")
  }
}
