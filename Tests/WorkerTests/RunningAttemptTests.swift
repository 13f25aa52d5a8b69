@testable import Execution
import Model
import PluginHost
import Protocol
import Testing

@testable import Worker

@Suite struct RunningAttemptTests {
  private func attempt(_ task: UInt32) -> WireAttemptId {
    var attempt = WireAttemptId()
    attempt.jobID = "j1"
    attempt.kind = .map
    attempt.task = task
    return attempt
  }

  @Test func progressIsNotedWhenItChanges() throws {
    let running = RunningAttempt()
    #expect(running.look() == nil)
    let monitor = AttemptMonitor()
    running.begin(attempt(3), monitor)
    let first = try #require(running.look())
    #expect(first.wire == attempt(3) && first.progress.records == 0)
    #expect(try #require(running.look()).lastProgress == first.lastProgress)
    monitor.advance(records: 5, bytes: 100)
    let second = try #require(running.look())
    #expect(second.progress.records == 5 && second.progress.bytes == 100)
    #expect(second.lastProgress > first.lastProgress)
    // A sign of life is progress as well.
    monitor.showLife()
    #expect(try #require(running.look()).lastProgress > second.lastProgress)
    running.end()
    #expect(running.look() == nil)
  }

  @Test func onlyTheAttemptThatIsMeantIsCancelled() throws {
    let running = RunningAttempt()
    running.cancel(attempt(3))
    let monitor = AttemptMonitor()
    running.begin(attempt(3), monitor)
    running.cancel(attempt(4))
    #expect(!monitor.isCancelled && running.look()?.cancelled == nil)
    running.cancel(attempt(3))
    #expect(monitor.isCancelled)
    let since = try #require(running.look()?.cancelled)
    running.cancel(attempt(3))
    #expect(running.look()?.cancelled == since, "it counts from the first time")
  }

  @Test func linesAreSentOnce() {
    let monitor = AttemptMonitor()
    monitor.log(LogLine(time: 7, severity: .warning, text: "odd"))
    let lines = monitor.takeWireLog(attempt(3))
    #expect(lines.map(\.text) == ["odd"] && lines.map(\.severity) == [.warning])
    #expect(lines.map(\.attempt) == [attempt(3)] && lines.map(\.timeMs) == [7])
    #expect(monitor.takeWireLog(attempt(3)).isEmpty)
  }
}
