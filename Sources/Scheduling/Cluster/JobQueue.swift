package import Model

/// The jobs of a cluster that wait for their turn, first come, first served.
package struct JobQueue: Sendable {
  package private(set) var jobs: [JobID] = []

  package init(_ jobs: [JobID] = []) { self.jobs = jobs }

  package mutating func append(_ job: JobID) { jobs.append(job) }

  /// Takes the job whose turn it is.
  package mutating func next() -> JobID? { jobs.isEmpty ? nil : jobs.removeFirst() }

  /// Takes a job out of turn, because it was cancelled.
  /// - Returns: false if it does not wait here.
  package mutating func remove(_ job: JobID) -> Bool {
    guard let index = jobs.firstIndex(of: job) else { return false }
    jobs.remove(at: index)
    return true
  }

  /// How many jobs come before it.
  package func position(of job: JobID) -> Int? { jobs.firstIndex(of: job) }
}
