import Glibc

/// Waits between tries, from 1 ms doubling to 50 ms, until its patience has run out. The patience
/// counts from the first wait.
struct Backoff {
  private let patience: Duration
  private var deadline: ContinuousClock.Instant?
  private var milliseconds: UInt32 = 1

  init(patience: Duration) { self.patience = patience }

  /// Sleeps before the next try; false, without sleeping, when there is to be none.
  mutating func wait() -> Bool {
    let now = ContinuousClock.now
    let deadline = deadline ?? now + patience
    self.deadline = deadline
    guard now < deadline else { return false }
    usleep(milliseconds * 1000)
    milliseconds = min(milliseconds * 2, 50)
    return true
  }
}
