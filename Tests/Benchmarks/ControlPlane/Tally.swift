import Synchronization

/// What the workers count together.
final class Tally: Sendable {
  struct Counts: Sendable {
    var workers = 0
    var accepted = 0
    var refused = 0
    /// Heartbeats whose answer was that the worker is to end.
    var dropped = 0
    /// How long the master took to answer.
    var heartbeats: [Duration] = []
    var reports: [Duration] = []
  }

  private let state = Mutex(Counts())

  var counts: Counts { state.withLock { $0 } }

  func registered() { state.withLock { $0.workers += 1 } }

  func heartbeat(took duration: Duration, isDropped: Bool) {
    state.withLock { counts in
      counts.heartbeats.append(duration)
      if isDropped { counts.dropped += 1 }
    }
  }

  func report(took duration: Duration, isAccepted: Bool) {
    state.withLock { counts in
      counts.reports.append(duration)
      if isAccepted { counts.accepted += 1 } else { counts.refused += 1 }
    }
  }

  /// Waits until so many workers have registered.
  func waitForWorkers(_ count: Int) async throws {
    while counts.workers < count { try await Task.sleep(for: .milliseconds(20)) }
  }
}
