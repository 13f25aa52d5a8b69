import Dispatch
import Foundation
import Model
import Synchronization

/// A log of lines that a job's followers read while it grows. Each line gets the time before it.
/// Nobody waits for a line to be written but those who read the file; what comes within a moment is
/// written together. A line is one, whatever plugins, peers or the names of files have put into it, and text that a
/// terminal can be shown.
final class LogFile: Sendable {
  private struct State {
    /// What is not in the file yet.
    var pending = ""
    var isClosed = false
    /// What was appended in all, in bytes.
    var size = 0
  }
  let path: String
  private let scribe: DispatchQueue
  private let state = Mutex(State())
  /// Notified with every line that is in the file.
  let changed = AsyncCondition()

  /// Makes the file, if there is none. A log that cannot be opened swallows its lines: no job fails
  /// for want of a log.
  /// - Parameter scribe: Writes the lines, in their order.
  init(path: String, scribe: DispatchQueue) {
    self.path = path
    self.scribe = scribe
    scribe.async { [self] in _ = opened() }
  }

  func append(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    let time = DateText.stamp(CalendarClock.milliseconds)
    let isFirst = state.withLock { state in
      if state.isClosed || state.size > Self.mostBytes { return false }
      let isFirst = state.pending.isEmpty
      for line in lines { state.pending += "\(time) \(visible(line))\n" }
      state.size += lines.reduce(0) { $0 + $1.utf8.count + time.utf8.count + 2 }
      if state.size > Self.mostBytes {
        state.pending += "\(time) the log has \(Self.mostBytes >> 20) MiB: no more is kept\n"
      }
      return isFirst
    }
    if isFirst { scribe.asyncAfter(deadline: .now() + Self.moment) { [self] in writePending() } }
  }

  /// A plugin may write for ever, and the disk is everybody's.
  private static let mostBytes = 256 << 20

  private static let moment = DispatchTimeInterval.milliseconds(50)

  /// Writes what is pending. Called by the scribe.
  func writePending() {
    let text = state.withLock { state in
      defer { state.pending = "" }
      return state.pending
    }
    if text.isEmpty { return }
    try? opened()?.write(contentsOf: Data(text.utf8))
    changed.notify()
  }

  func append(_ line: String) { append([line]) }

  /// Ends the log: later lines are swallowed.
  func close() {
    state.withLock { $0.isClosed = true }
    changed.notify()
  }

  /// The file, for one write. It is not kept open: hundreds of jobs may wait in queues, and a
  /// process has a thousand descriptors.
  private func opened() -> FileHandle? {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    return descriptor >= 0 ? FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) : nil
  }
}
