import Glibc

/// How many records a batch is to have. The end of a batch is an attempt's progress, so records that
/// take long come in small batches: one at first, twice as many while that is quick, and as few as
/// fit a second after a batch that took longer.
struct BatchPace {
  private(set) var size: Int
  private let most: Int
  private let adapts: Bool
  /// When the batch under way began, in nanoseconds.
  private var start: UInt64 = 0

  private static let quick: UInt64 = 10_000_000
  private static let slow: UInt64 = 1_000_000_000

  init(most: Int) {
    self.most = most
    size = 1
    adapts = true
  }

  /// The same size always: for what must not depend on the time.
  init(always size: Int) {
    self.size = size
    most = size
    adapts = false
  }

  /// A batch is about to be read.
  mutating func begin() { start = Self.now() }

  /// A batch was read and worked on, and the next begins.
  mutating func ended(_ count: Int) {
    let now = Self.now()
    ended(count, after: now &- start)
    start = now
  }

  /// - Parameter duration: in nanoseconds.
  mutating func ended(_ count: Int, after duration: UInt64) {
    guard adapts else { return }
    if duration < Self.quick {
      size = min(most, 2 * size)
    } else if duration > Self.slow {
      size = max(1, min(size, Int(clamping: UInt64(count) * Self.slow / duration)))
    }
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
