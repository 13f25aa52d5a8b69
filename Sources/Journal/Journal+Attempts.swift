import GRDB
package import Model
package import Scheduling

extension Journal {
  /// Attempts of a job that have ended, by kind, task and number. What happened in the last second or
  /// so may not be there yet, and of all jobs that ended only some keep theirs (`Retention`).
  /// - Parameters:
  ///   - last: The attempt to go on after; nil for the first page.
  ///   - limit: The most to read.
  /// - Throws: `journal` if a row is damaged.
  package func attempts(
    of job: JobID, after last: AttemptID? = nil, limit: Int
  ) async throws(MRError) -> [AttemptRecord] {
    try await read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM attempts WHERE job = ? AND (kind, task, attempt) > (?, ?, ?)
          ORDER BY kind, task, attempt LIMIT ?
          """,
        arguments: [
          job.number, last?.task.kind.rawValue ?? "", last?.task.index ?? 0, last?.number ?? 0,
          limit,
        ])
      return try rows.map { row in
        do throws(MRError) { return try AttemptRecord(row, of: job) } catch {
          throw MRError(
            .journal, "the journal's record of an attempt of job \(job) is damaged",
            cause: error.message)
        }
      }
    }
  }
}
