import Model
import Protocol
import Synchronization
import Threading

/// Puts the job of a private master into the history, before that master is gone with all it knew.
struct RunKeeper: Sendable {
  private let history: RunHistory
  /// Of each log the last bytes are kept.
  private static let (mostLog, mostAttempts) = (4 << 20, 10_000)

  init(_ history: RunHistory) { self.history = history }

  /// - Returns: nil if the user has no home, and thereby no history.
  static func standard() -> RunKeeper? {
    (try? RunHistory.standard()).map { RunKeeper($0) }
  }

  /// Remembers a job that has ended, and says so of one that failed. It is not to fail for that.
  func keep(_ id: JobID, of client: MasterClient, _ follower: JobFollower) async {
    guard let job = follower.last, job.phase.isEnd, !Task.isCancelled else { return }
    do {
      let run = try await keep(job, id, of: client)
      if job.failure != nil {
        follower.note("what happened is remembered: `mr logs \(run)`, `mr tasks \(run)`")
      }
    } catch {
      follower.note(
        "warning: \(visible("\(MRError(error, .internal, "this run is not remembered"))"))")
    }
  }

  private func keep(
    _ job: WireJobStatus, _ id: JobID, of client: MasterClient
  ) async throws -> RunID {
    var record = WireRunRecord()
    record.job = job
    record.version = Version.current
    record.listsAllAttempts = true
    try await client.attempts(of: id) { page in
      let room = Self.mostAttempts - record.attempts.count
      record.attempts += page.prefix(room)
      if page.count > room { record.listsAllAttempts = false }
    }
    var logs: [WireLog: [UInt8]] = [:]
    for log in [WireLog.job, .user] { logs[log] = try await end(of: log, id, client) }
    return try await BlockingThread.run { [history, record, logs] () throws(MRError) in
      try history.keep(record, logs: logs)
    }
  }

  private func end(of log: WireLog, _ id: JobID, _ client: MasterClient) async throws -> [UInt8] {
    let bytes = Mutex<(kept: [UInt8], isCut: Bool)>(([], false))
    try await client.readLog(id, log, follow: false) { piece in
      bytes.withLock { bytes in
        bytes.kept += piece
        guard bytes.kept.count > 2 * Self.mostLog else { return }
        bytes = (Array(bytes.kept.suffix(Self.mostLog)), true)
      }
    }
    let (kept, isCut) = bytes.withLock { $0 }
    guard isCut || kept.count > Self.mostLog else { return kept }
    // From the beginning of a line.
    let end = kept.suffix(Self.mostLog).drop { $0 != UInt8(ascii: "\n") }.dropFirst()
    return Array("(what came before is not kept)\n".utf8) + end
  }
}
