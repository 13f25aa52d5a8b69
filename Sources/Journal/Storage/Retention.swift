/// How much of what has ended stays in the journal.
package struct Retention: Sendable, Hashable {
  /// Number of finished jobs.
  package var jobs: Int
  /// Number of those whose attempts stay, too.
  package var detailedJobs: Int

  package init(jobs: Int = 10_000, detailedJobs: Int = 100) {
    self.jobs = jobs
    self.detailedJobs = detailedJobs
  }
}
