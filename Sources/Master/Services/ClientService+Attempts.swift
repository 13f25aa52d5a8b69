import GRPCCore
import Journal
import Model
import Protocol
import Scheduling

/// The history of a job's tasks.
extension ClientService {
  func listAttempts(request: WireListAttemptsRequest, context: ServerContext) async throws
    -> WireListAttemptsResponse
  {
    let job = try JobID(wire: request.jobID)
    try await checkExists(job)
    let most = WireLimits.listedAttempts
    let limit = try bounded(
      request.limit == 0 ? UInt32(most) : request.limit, "limit", in: 1...most)
    // The journal is about to have the last ones.
    if let ended = clusters.job(job), ended.isEnded {
      await ended.concluded.wait(after: 0, timeout: .seconds(5))
    }
    let last = request.hasAfter ? try AttemptID(request.after) : nil
    // One more than wanted tells whether there are more.
    let records = try await environment.journal.attempts(of: job, after: last, limit: limit + 1)
    return WireListAttemptsResponse(records, limit: limit)
  }
}

extension WireListAttemptsResponse {
  /// A page of so many attempts at most, and of few if their errors are long.
  init(_ records: [AttemptRecord], limit: Int) {
    self.init()
    var size = 0
    for record in records.prefix(limit) where size < WireLimits.listedErrorText {
      let error = record.result.error
      size += [error?.message, error?.cause, error?.remedy].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
      attempts.append(WireAttemptStatus(record))
    }
    isLast = attempts.count == records.count
  }
}
