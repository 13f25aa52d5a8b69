import Model
import Protocol
import Scheduling

extension WireAttemptStatus {
  init(_ record: AttemptRecord) {
    self.init()
    attempt = WireAttemptId(record.attempt)
    workerID = "\(record.worker)"
    startedMs = record.started
    endedMs = record.ended
    bytes = UInt64(clamping: record.work.bytes)
    records = UInt64(clamping: record.work.records)
    outcome = WireAttemptOutcome(record.result)
    if let error = record.result.error { self.error = WireError(error) }
  }
}

extension WireAttemptOutcome {
  fileprivate init(_ result: AttemptResult) {
    switch result {
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .withdrawn: self = .withdrawn
    }
  }
}
