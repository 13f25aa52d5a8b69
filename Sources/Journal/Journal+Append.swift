package import Model
package import Scheduling

extension Journal {
  /// Records what happened to jobs. All of it is on disk when the call returns, or none of it.
  package func append(_ records: [JournalRecord]) async throws(MRError) {
    guard !records.isEmpty else { return }
    let retention = retention
    try await commits.write("cannot record what happened to a job") { db in
      for record in records {
        try db.write(record)
        if case .jobEnded = record { try db.forgetOldJobs(retention) }
      }
    }
  }
}
