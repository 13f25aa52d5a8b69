import Dispatch
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
  private let scribe: DispatchQueue
  private struct Followers {
    var streams: [Int: AsyncStream<WireLogLine>.Continuation] = [:]
    var next = 0
    var isClosed = false
  }
  private let followers = Mutex(Followers())

  /// - Parameters:
  ///   - directory: Is made if it is missing.
  ///   - scribe: Writes the files.
  init(directory: String, scribe: DispatchQueue) {
    self.scribe = scribe
    scribe.async { _ = PrivateDirectory.make(directory) }
    job = LogFile(path: "\(directory)/job.log", scribe: scribe)
    user = LogFile(path: "\(directory)/user.log", scribe: scribe)
  }

  func append(_ event: JobEvent) { append([event]) }

  /// Events that came together are written together.
  func append(_ events: [JobEvent]) {
    job.append(events.map { $0.severity.mark + $0.line })
    // The user, too, is to find out in one place how the job went.
    for case .finished(let outcome) in events {
      let end = JobEvent.finished(outcome)
      user.append("\(end.severity.mark)the job \(end.line)")
    }
    let setsAside = events.contains { if case .setAside = $0 { true } else { false } }
    broadcast {
      events.compactMap { event in
        switch event {
        // Followers learn it from the job's status.
        case .finished, .attemptFailed(_, _, _, willRetry: false): return nil
        // What is set aside after it says why.
        case .attemptFailed where setsAside: return nil
        default: break
        }
        var line = WireLogLine()
        line.timeMs = CalendarClock.milliseconds
        line.log = .job
        line.severity = event.severity.wire
        line.source = "master"
        line.text = visible(event.line)
        return line
      }
    }
  }

  /// Lines that a plugin wrote.
  func append(_ lines: [WireUserLogLine]) {
    guard !lines.isEmpty else { return }
    user.append(
      lines.map { line in
        "\(line.attempt.name) \(line.severity.name): \(printable(line.text.utf8))"
      })
    broadcast {
      lines.map { line in
        var copy = WireLogLine()
        copy.timeMs = line.timeMs
        copy.log = .user
        copy.severity = line.severity
        copy.source = line.attempt.name
        copy.text = printable(line.text.utf8)
        return copy
      }
    }
  }

  /// The lines from now on, until `close` or the end of the reader's task. A reader that is too
  /// slow loses the oldest.
  func follow() -> AsyncStream<WireLogLine> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: WireLogLine.self, bufferingPolicy: .bufferingNewest(10_000))
    let id = followers.withLock { followers -> Int? in
      if followers.isClosed { return nil }
      followers.next += 1
      followers.streams[followers.next] = continuation
      return followers.next
    }
    guard let id else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      self?.followers.withLock { $0.streams[id] = nil }
    }
    return stream
  }

  /// Returns when all lines are in the files.
  func settle() async {
    await withCheckedContinuation { continuation in
      scribe.async { [self] in
        job.writePending()
        user.writePending()
        continuation.resume()
      }
    }
  }

  /// Ends the streams and closes the files.
  func close() {
    job.close()
    user.close()
    let streams = followers.withLock { followers in
      followers.isClosed = true
      return Array(followers.streams.values)
    }
    for stream in streams { stream.finish() }
  }

  /// - Parameter lines: Asked for if anybody follows.
  private func broadcast(_ lines: () -> [WireLogLine]) {
    followers.withLock { followers in
      if followers.streams.isEmpty { return }
      for line in lines() {
        for stream in followers.streams.values { stream.yield(line) }
      }
    }
  }
}

extension JobEvent {
  /// The text as one line of a log.
  fileprivate var line: String {
    let text = text
    guard text.utf8.contains(UInt8(ascii: "\n")) else { return text }
    return text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: ". ")
  }
}

extension JobEvent.Severity {
  /// What a line begins with.
  fileprivate var mark: String {
    switch self {
    case .info: ""
    case .warning: "warning: "
    case .error: "error: "
    }
  }

  fileprivate var wire: WireSeverity {
    switch self {
    case .info: .info
    case .warning: .warning
    case .error: .error
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
