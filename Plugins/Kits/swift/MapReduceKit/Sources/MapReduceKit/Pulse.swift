import Glibc

/// Says about once a second that it is time. Looks at the clock rarely where things go quickly.
struct Pulse {
  /// How many records to wait until the next look.
  private(set) var stride = 1
  /// In milliseconds.
  private var lastLook = 0
  private var lastDue = 0

  private static let limit = 32

  mutating func start() { stride = 1 }

  mutating func isDue() -> Bool {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    let now = time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    stride = now - lastLook >= 100 ? 1 : min(stride * 2, Self.limit)
    lastLook = now
    guard now - lastDue >= 1000 else { return false }
    lastDue = now
    return true
  }
}
