import Foundation
import Scheduling

/// The clocks of the master: the state machines are handed the time and never ask for it.
enum Clock {
  private static let start = ContinuousClock.now

  /// Monotonic.
  static var now: Instant {
    let elapsed = (ContinuousClock.now - start).components
    return Instant(
      nanoseconds: elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
  }

  /// Of the calendar, in milliseconds since 1970.
  static var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
