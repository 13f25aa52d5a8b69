import Dispatch
@testable import Master
import Model
import Protocol
import Scheduling
import TestSupport
import Testing

@Suite struct JobLogsTests {
  @Test func followersSeeEveryLineUntilTheEnd() async throws {
    let scratch = try Scratch()
    let logs = JobLogs(directory: "\(scratch.path)/job", scribe: DispatchQueue(label: "scribe"))
    logs.append(.warning("before"))
    let lines = logs.follow()
    let other = logs.follow()
    for index in 0..<100 { logs.append(.warning("line \(index)")) }
    logs.close()
    for stream in [lines, other] {
      var seen: [String] = []
      for await line in stream { seen.append(line.text) }
      #expect(seen == (0..<100).map { "line \($0)" })
    }
    await logs.settle()
    let log = scratch.text("job/job.log").split(separator: "\n")
    #expect(log.count == 101)
    #expect(log.last?.hasSuffix(" line 99") == true)
  }

  @Test func whoComesTooLateIsNotKeptWaiting() async throws {
    let scratch = try Scratch()
    let logs = JobLogs(directory: "\(scratch.path)/job", scribe: DispatchQueue(label: "scribe"))
    logs.close()
    for await _ in logs.follow() { Issue.record("there is a line") }
    logs.append(.warning("late"))
    await logs.settle()
    #expect(scratch.text("job/job.log").isEmpty)
  }

  @Test func aFollowerMayLeave() async throws {
    let scratch = try Scratch()
    let logs = JobLogs(directory: "\(scratch.path)/job", scribe: DispatchQueue(label: "scribe"))
    let lines = logs.follow()
    let reader = Task { for await _ in lines {} }
    reader.cancel()
    await reader.value
    logs.append(.warning("nobody listens"))
    logs.close()
  }

  @Test func aLogThatCannotBeWrittenStopsNobody() async throws {
    let logs = JobLogs(directory: "/proc/nonexistent", scribe: DispatchQueue(label: "scribe"))
    let version = logs.job.changed.version
    logs.append(.warning("lost"))
    await logs.settle()
    #expect(logs.job.changed.version > version)
    logs.close()
  }

  /// Nobody has to wait for it.
  @Test func linesAreWrittenSoon() async throws {
    let scratch = try Scratch()
    let logs = JobLogs(
      directory: "\(scratch.path)/job", scribe: DispatchQueue(label: "scribe"))
    let version = logs.job.changed.version
    for index in 0..<10 { logs.append(.warning("line \(index)")) }
    await logs.job.changed.wait(after: version)
    #expect(scratch.text("job/job.log").split(separator: "\n").count == 10)
  }
}
