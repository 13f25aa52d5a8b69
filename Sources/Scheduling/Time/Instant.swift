/// A point of a clock that only goes forward. The machines of this module have no clock: whoever
/// drives them says what time it is.
package struct Instant: Hashable, Sendable, Comparable {
  /// The time since some fixed, unknown point.
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }

  package static func + (instant: Self, duration: Duration) -> Self {
    let (seconds, attoseconds) = duration.components
    return Instant(
      nanoseconds: instant.nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  package static func - (a: Self, b: Self) -> Duration {
    .nanoseconds(a.nanoseconds - b.nanoseconds)
  }
}
