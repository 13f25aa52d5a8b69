import Execution
import Foundation
import Model
import Protocol
import Scheduling
import Synchronization

/// A job's two logs: what mr does for it, and what its plugin writes. Both are files that survive
/// the job, and streams for those who follow.
final class JobLogs: Sendable {
  let job: LogFile
  let user: LogFile
  private let followers = Mutex<[Int: AsyncStream<WireLogLine>.Continuation]>([:])
  private let nextFollower = Atomic<Int>(0)

  /// - Parameter directory: Is made if it is missing.
  init(directory: String) {
    try? FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    job = LogFile(path: "\(directory)/job.log")
    user = LogFile(path: "\(directory)/user.log")
  }

  func append(_ event: JobEvent) {
    let mark = switch event.severity {
      case .info: ""
      case .warning: "warning: "
      case .error: "error: "
    }
    job.append(mark + event.text)
    // The user, too, is to find out in one place how the job went.
    if case .finished = event { user.append(mark + "the job \(event.text)") }
    var line = WireLogLine()
    line.timeMs = Clock.milliseconds
    line.log = .job
    line.severity =
      switch event.severity {
      case .info: .info
      case .warning: .warning
      case .error: .error
      }
    line.source = "master"
    line.text = event.text
    broadcast(line)
  }

  /// Lines that a plugin wrote.
  func append(_ lines: [WireUserLogLine]) {
    guard !lines.isEmpty else { return }
    user.append(
      lines.map { line in
        "\(line.attempt.name) \(line.severity.name): \(printable(line.text.utf8))"
      })
    for line in lines {
      var copy = WireLogLine()
      copy.timeMs = line.timeMs
      copy.log = .user
      copy.severity = line.severity
      copy.source = line.attempt.name
      copy.text = printable(line.text.utf8)
      broadcast(copy)
    }
  }

  /// The lines from now on, until `close` or the end of the reader's task. A reader that is too
  /// slow loses the oldest.
  func follow() -> AsyncStream<WireLogLine> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: WireLogLine.self, bufferingPolicy: .bufferingNewest(10_000))
    let id = nextFollower.wrappingAdd(1, ordering: .relaxed).newValue
    continuation.onTermination = { [weak self] _ in
      self?.followers.withLock { $0[id] = nil }
    }
    followers.withLock { $0[id] = continuation }
    return stream
  }

  /// Ends the streams and closes the files.
  func close() {
    job.close()
    user.close()
    for follower in followers.withLock({ Array($0.values) }) { follower.finish() }
  }

  private func broadcast(_ line: WireLogLine) {
    followers.withLock { followers in
      for follower in followers.values { follower.yield(line) }
    }
  }
}

extension WireAttemptId {
  fileprivate var name: String {
    "\(kind == .map ? "map" : "reduce") task \(task) attempt \(attempt)"
  }
}

extension WireSeverity {
  fileprivate var name: String {
    switch self {
    case .debug: "debug"
    case .warning: "warning"
    case .error: "error"
    default: "info"
    }
  }
}
