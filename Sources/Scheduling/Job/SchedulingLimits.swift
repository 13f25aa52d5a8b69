/// What a job puts up with.
package struct SchedulingLimits: Sendable, Hashable {
  /// How many failures of one task fail the job.
  package var maxAttempts: Int
  /// A worker that is silent for so long loses its attempts.
  package var leaseDuration: Duration
  /// One block of the input, or the output of one map task, may be lost so often; the next loss
  /// fails the job, because a store that keeps losing blocks will not stop doing so.
  package var maxLosses: Int

  package init(
    maxAttempts: Int = 4, leaseDuration: Duration = .seconds(10), maxLosses: Int = 4
  ) {
    self.maxAttempts = max(1, maxAttempts)
    self.leaseDuration = leaseDuration
    self.maxLosses = max(0, maxLosses)
  }
}
