package import Model
package import Scheduling

extension Journal {
  /// Records what happened to jobs, all of it or nothing. With the end of a job among it, all is on
  /// disk when the call returns. Without, the kernel has it: it outlives this process, but maybe not
  /// a failure of power, after which the job runs again from its beginning anyway.
  package func append(_ records: [JournalRecord]) async throws(MRError) {
    guard !records.isEmpty else { return }
    let retention = retention
    let isEnd = records.contains { if case .jobEnded = $0 { true } else { false } }
    try await commits.write("cannot record what happened to a job", durably: isEnd) { db in
      for record in records {
        try db.write(record)
        if case .jobEnded = record { try db.forgetOldJobs(retention) }
      }
    }
  }
}
