import Threading
import Execution
import Glibc
import Model
import PluginHost
import Protocol
import Synchronization

/// The attempt that the worker runs, as its heartbeat sees it.
final class RunningAttempt: Sendable {
  struct Current: Sendable {
    var wire: WireAttemptId
    var monitor: AttemptMonitor
    /// Progress at the time it was last seen to change, and that time.
    var progress = AttemptMonitor.Progress()
    var lastProgress = ContinuousClock.now
    /// When the attempt was asked to stop.
    var cancelled: ContinuousClock.Instant?
  }
  private let current = Mutex<Current?>(nil)
  private let printed: PrintedLines?

  /// - Parameter printed: What plugins print in this process; nil if nobody asks.
  init(printed: PrintedLines? = nil) { self.printed = printed }

  func begin(_ wire: WireAttemptId, _ monitor: AttemptMonitor) {
    printed?.begin()
    current.withLock { $0 = Current(wire: wire, monitor: monitor) }
  }

  /// What the plugin logged and printed since the last call.
  /// - Parameter isEnd: Whether the attempt has ended.
  func takeLines(of attempt: WireAttemptId, _ monitor: AttemptMonitor, isEnd: Bool = true)
    -> [WireUserLogLine]
  {
    for text in printed?.take(isEnd: isEnd) ?? [] {
      monitor.log(LogLine(time: CalendarClock.milliseconds, severity: .info, text: text))
    }
    return monitor.takeWireLog(attempt)
  }

  /// An error of the plugin's, with what it printed last: there may be the place in its code.
  func withLastLines(_ error: MRError) -> MRError {
    let lines = (printed?.last ?? []).filter { !error.line.contains($0) }
    guard error.code == .plugin || error.code == .pluginFatal, !lines.isEmpty else { return error }
    var error = error
    let text = "it printed: " + lines.joined(separator: " | ")
    error.cause = error.cause.map { "\($0); \(text)" } ?? text
    return error
  }

  func end() { current.withLock { $0 = nil } }

  /// The state for a heartbeat, with the time of progress brought up to date.
  func look() -> Current? {
    current.withLock { current in
      guard let monitor = current?.monitor else { return nil }
      let progress = monitor.progress
      if let last = current?.progress, last != progress {
        current?.progress = progress
        current?.lastProgress = .now
      }
      return current
    }
  }

  /// How long a plugin may take to notice that its attempt was cancelled.
  static let cancellationGrace = Duration.seconds(5)

  /// Ends the process if what runs now has not ended after that time. Returns at once.
  func endIfStuck() {
    guard let stuck = look()?.monitor else { return }
    _ = BlockingThread { [self] in
      sleep(UInt32(Self.cancellationGrace.components.seconds))
      guard look()?.monitor === stuck else { return }
      endProcess("the plugin did not stop within \(Self.cancellationGrace)")
    }
  }

  /// The master has no use for the attempt any more.
  func cancel(_ wire: WireAttemptId) {
    current.withLock { current in
      guard current?.wire == wire else { return }
      current?.monitor.cancel()
      if current?.cancelled == nil { current?.cancelled = .now }
    }
  }
}

extension AttemptMonitor {
  /// The lines that are to go to the user's log, since the last call.
  func takeWireLog(_ attempt: WireAttemptId) -> [WireUserLogLine] {
    takeLog().map { line in
      var wire = WireUserLogLine()
      wire.attempt = attempt
      wire.timeMs = line.time
      wire.text = line.text
      wire.severity =
        switch line.severity {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
      return wire
    }
  }
}
