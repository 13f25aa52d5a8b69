import Model
import Protocol

extension [WireAttemptStatus] {
  /// For people.
  var table: String {
    var table = Table(
      "TASK", "#ATTEMPT", "WORKER", "STARTED", "#TIME", "#BYTES", "#RECORDS", "OUTCOME")
    table.rows = map {
      [
        "\($0.attempt.kind.name) \($0.attempt.task)", "\($0.attempt.attempt)", $0.workerID,
        Timestamp.local($0.startedMs), Units.duration(Double($0.milliseconds) / 1000),
        Units.bytes($0.bytes), Units.count($0.records), $0.ending,
      ]
    }
    return table.text
  }
}

extension WireAttemptStatus {
  /// How it ended, and why, on one line.
  fileprivate var ending: String {
    guard hasError else { return outcome.name }
    let error = MRError(error)
    return terminalSafe(
      "\(outcome.name): \(error.message)\(error.cause.map { ": \($0)" } ?? "")")
  }
}

extension WireAttemptOutcome {
  var name: String {
    switch self {
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .withdrawn: "withdrawn"
    default: "unknown"
    }
  }
}

extension WireTaskKind {
  var name: String {
    switch self {
    case .map: "map"
    case .reduce: "reduce"
    default: "unknown"
    }
  }
}
