package import Model
package import Scheduling

extension Journal {
  /// Records what happened to jobs, all of it or nothing. With the end of a job among it, all is on
  /// disk when the call returns. Without, it outlives this process, but maybe not a failure of
  /// power, after which the job runs again from its beginning anyway.
  package func append(_ records: [JournalRecord]) async throws(MRError) {
    guard !records.isEmpty else { return }
    let isEnd = records.contains { if case .jobEnded = $0 { true } else { false } }
    try await writeSoon("cannot record what happened to a job") { db in
      for record in records { try db.write(record) }
    }
    if isEnd { try await settle() }
  }

  /// Records the rest of an ended job's history, and forgets jobs that others have pushed out. Nobody
  /// waits for it.
  package func conclude(_ history: [JournalRecord]) async throws(MRError) {
    let retention = retention
    try await writeSoon("cannot record the history of a job") { db in
      for record in history { try db.write(record) }
      try db.forgetOldJobs(retention)
    }
  }
}
