import Scheduling
import Synchronization

/// The clock of the state machines, which are handed the time and never ask for it.
enum Clock {
  private struct State {
    let start = ContinuousClock.now
    var last = ContinuousClock.now
    /// The time in which this process did not run.
    var missed = Duration.zero
  }
  private static let state = Mutex(State())
  /// Somebody asks every second, as long as there is a cluster.
  private static let longestStep = Duration.seconds(3)

  /// The time since the master began to ask for it; never set back. A time in which this process did not run, because
  /// it was stopped for instance, is not counted: it heard of nobody then, and nobody was silent.
  static var now: Instant {
    let elapsed = state.withLock { state in
      let now = ContinuousClock.now
      let step = now - state.last
      if step > longestStep { state.missed += step }
      state.last = now
      return (now - state.start - state.missed).components
    }
    return Instant(
      nanoseconds: elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
  }
}
