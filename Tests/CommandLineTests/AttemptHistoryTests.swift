import ArgumentParser
import Model
import Protocol
import Testing

@testable import mr

@Suite struct AttemptHistoryTests {
  private func attempt(_ task: UInt32, seconds: Double, error: MRError? = nil) -> WireAttemptStatus
  {
    var status = WireAttemptStatus()
    status.attempt.kind = .map
    status.attempt.task = task
    status.workerID = "c1-w2"
    status.startedMs = 1_700_000_000_000
    status.endedMs = status.startedMs + Int64(seconds * 1000)
    status.bytes = 64_000_000
    status.records = 1234
    status.outcome = error == nil ? .succeeded : .failed
    if let error { status.error = WireError(error) }
    return status
  }

  @Test func keepsTheSlowest() {
    let pages = [
      [attempt(0, seconds: 2), attempt(1, seconds: 9), attempt(2, seconds: 5)],
      [attempt(3, seconds: 5), attempt(4, seconds: 20)],
    ]
    var all = AttemptHistory(slowest: nil)
    var slowest = AttemptHistory(slowest: 3)
    for page in pages {
      all.add(page)
      slowest.add(page)
    }
    #expect(all.attempts.map(\.attempt.task) == [0, 1, 2, 3, 4])
    #expect(slowest.attempts.map(\.attempt.task) == [4, 1, 2])
  }

  @Test func tellsWhyAnAttemptFailed() {
    let error = MRError(.plugin, "no luck\u{1b}", cause: "rain")
    let lines = [attempt(3, seconds: 1.5), attempt(11, seconds: 0, error: error)].table
      .split(separator: "\n")
    #expect(lines[0].hasPrefix("TASK    ATTEMPT  WORKER  STARTED"))
    #expect(lines[1].hasPrefix("map 3         0  c1-w2   2023-11-1"))
    #expect(lines[1].hasSuffix("  1.5 s  64 MB    1,234  succeeded"))
    #expect(lines[2].hasSuffix("  failed: no luck\\u{1b}: rain"))
  }

  @Test func programsGetAllOfIt() throws {
    let view = AttemptView(attempt(3, seconds: 1.5, error: MRError(.plugin, "no luck")))
    #expect(view.kind == "map" && view.task == 3 && view.seconds == 1.5 && view.records == 1234)
    #expect(view.started == "2023-11-14T22:13:20.000Z")
    #expect(view.ended == "2023-11-14T22:13:21.500Z")
    #expect(view.outcome == "failed" && view.error?.code == "plugin")
  }

  @Test func nobodyAsksForNone() {
    #expect(throws: (any Error).self) { try TasksCommand.parse(["j1", "--slowest", "0"]) }
    #expect((try? TasksCommand.parse(["j1", "--slowest", "1"]))?.slowest == 1)
  }
}
