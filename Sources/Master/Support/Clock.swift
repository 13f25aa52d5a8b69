import Scheduling

/// The clock of the state machines, which are handed the time and never ask for it.
enum Clock {
  private static let start = ContinuousClock.now

  /// The time since the master began to ask for it; never set back.
  static var now: Instant {
    let elapsed = (ContinuousClock.now - start).components
    return Instant(
      nanoseconds: elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
  }
}
