@testable import Master
import Model
import Protocol
import Scheduling
import Testing

@Suite struct AttemptStatusTests {
  private func record(_ task: Int, _ result: AttemptResult = .succeeded) -> AttemptRecord {
    AttemptRecord(
      AttemptID(job: JobID(1), task: TaskID(.reduce, task), number: 2),
      WorkerID(cluster: ClusterID(1), number: 4), started: 10, ended: 30,
      work: AttemptWork(bytes: 500, records: 5), result)
  }

  @Test func allThatIsRememberedIsTold() {
    let error = MRError(.plugin, "no luck", cause: "rain", remedy: "wait")
    let wire = WireAttemptStatus(record(7, .failed(error)))
    #expect(wire.attempt.kind == .reduce && wire.attempt.task == 7 && wire.attempt.attempt == 2)
    #expect(wire.workerID == "c1-w4" && wire.startedMs == 10 && wire.endedMs == 30)
    #expect(wire.bytes == 500 && wire.records == 5)
    #expect(wire.outcome == .failed && MRError(wire.error) == error)
    #expect(WireAttemptStatus(record(0)).outcome == .succeeded)
    let withdrawn = WireAttemptStatus(record(0, .withdrawn("the job ended")))
    #expect(withdrawn.outcome == .withdrawn && withdrawn.error.message == "the job ended")
  }

  @Test func aPageIsNoLongerThanAskedFor() {
    let records = (0..<4).map { record($0) }
    #expect(WireListAttemptsResponse(records, limit: 3).attempts.map(\.attempt.task) == [0, 1, 2])
    #expect(!WireListAttemptsResponse(records, limit: 3).isLast)
    #expect(WireListAttemptsResponse(records, limit: 4).isLast)
    #expect(WireListAttemptsResponse([], limit: 4).isLast)
  }

  /// However long the errors are, a page fits into a message.
  @Test func aPageIsBoundedInBytes() {
    let text = String(repeating: "x", count: 1 << 16)
    let records = (0..<1000).map {
      record($0, .failed(MRError(.plugin, text, cause: text, remedy: text)))
    }
    let page = WireListAttemptsResponse(records, limit: 1000)
    #expect(!page.isLast && page.attempts.count > 1)
    let size = page.attempts.reduce(0) {
      $0 + $1.error.message.utf8.count + $1.error.cause.utf8.count + $1.error.remedy.utf8.count
    }
    #expect(size <= WireLimits.listedErrorText + 3 * text.utf8.count)
  }
}
