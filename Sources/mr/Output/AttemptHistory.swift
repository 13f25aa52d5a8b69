import Protocol

/// The attempts of a job, or the longest of them.
struct AttemptHistory {
  /// By task, or the longest first.
  private(set) var attempts: [WireAttemptStatus] = []
  private let slowest: Int?

  /// - Parameter slowest: How many to keep; nil for all.
  init(slowest: Int?) { self.slowest = slowest }

  mutating func add(_ page: [WireAttemptStatus]) {
    attempts += page
    guard let slowest else { return }
    // Stable: of the same length, in the order of their tasks.
    attempts.sort { $0.milliseconds > $1.milliseconds }
    attempts.removeLast(max(0, attempts.count - slowest))
  }
}

extension WireAttemptStatus {
  /// How long it took.
  var milliseconds: Int64 { max(0, endedMs.subtractingReportingOverflow(startedMs).partialValue) }
}
