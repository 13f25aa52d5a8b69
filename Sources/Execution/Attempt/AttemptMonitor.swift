package import Threading
package import Model
import PluginHost
import Synchronization

/// What the threads of an attempt and its heartbeat tell each other.
package final class AttemptMonitor: Sendable {
  package let cancellation = Cancellation()
  private let records = Atomic<Int>(0)
  private let bytes = Atomic<Int>(0)
  private let signsOfLife = Atomic<Int>(0)
  private let stepLimit = Atomic<Int>(0)
  private let userLog = Mutex<UserLog>(UserLog())

  package init() {}

  /// Asks the attempt to stop soon.
  package func cancel() { cancellation.request() }
  package var isCancelled: Bool { cancellation.isCancelled }

  package func checkCancellation() throws(MRError) {
    if isCancelled { throw MRError(.cancelled, "the attempt was cancelled") }
  }

  /// Adds what was worked on. Called once a batch.
  func advance(records count: Int, bytes size: Int) {
    records.wrappingAdd(count, ordering: .relaxed)
    bytes.wrappingAdd(size, ordering: .relaxed)
  }

  /// Says how much was worked on in all. Called instead of `advance`, where the numbers so far are
  /// at hand.
  func set(records count: Int, bytes size: Int) {
    records.store(count, ordering: .relaxed)
    bytes.store(size, ordering: .relaxed)
  }

  /// The plugin does something: a batch of records, or the values of a key, may keep it busy for
  /// longer than an attempt may be silent. Called by the attempt's own thread only.
  func showLife() {
    signsOfLife.store(signsOfLife.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
  }

  /// Says that what the plugin does now is to take no longer than that, or, with nil, that any time will do.
  /// Called by the attempt's own thread only.
  func limitStep(to time: Duration?) {
    stepLimit.store(time.map { Int($0.components.seconds) } ?? 0, ordering: .relaxed)
    showLife()
  }

  package struct Progress: Sendable, Hashable {
    /// The records of the input that were worked on so far.
    package var records = 0
    package var bytes = 0
    /// A number that changes when the attempt does anything at all.
    package var signsOfLife = 0
    /// How long that may stay as it is, as the plugin itself says.
    package var stepLimit: Duration?
    package init() {}
  }

  package var progress: Progress {
    var progress = Progress()
    progress.records = records.load(ordering: .relaxed)
    progress.bytes = bytes.load(ordering: .relaxed)
    progress.signsOfLife = signsOfLife.load(ordering: .relaxed)
    let limit = stepLimit.load(ordering: .relaxed)
    progress.stepLimit = limit > 0 ? .seconds(limit) : nil
    return progress
  }

  /// A line for the user's log.
  package func log(_ line: LogLine) { userLog.withLock { $0.append(line) } }

  /// Takes the lines that were written since the last call.
  package func takeLog() -> [LogLine] { userLog.withLock { $0.take() } }
}

/// Lines on their way to the master. A plugin that logs faster than heartbeats carry it away
/// loses lines, and is told how many.
private struct UserLog {
  private static let capacity = 1000
  private var lines: [LogLine] = []
  private var dropped = 0

  mutating func append(_ line: LogLine) {
    if lines.count < Self.capacity { lines.append(line) } else { dropped += 1 }
  }

  mutating func take() -> [LogLine] {
    defer {
      lines = []
      dropped = 0
    }
    guard dropped > 0, let last = lines.last else { return lines }
    let text = "\(dropped) more lines were dropped: too many at once"
    return lines + [LogLine(time: last.time, severity: .warning, text: text)]
  }
}
