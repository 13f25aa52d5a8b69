import GRDB
package import Model
import Scheduling

extension Journal {
  /// Puts the jobs that a former master ran back into their queues, one epoch later, and returns
  /// what has not ended. Jobs of a cluster that has ended are cancelled. Once, at the start.
  package func recover() async throws(MRError) -> Recovery {
    try await write("cannot recover from the journal") { db in
      let error = JobOutcome.cancelled(reason: "its cluster had ended").error
      try db.execute(
        sql: """
          UPDATE jobs SET state = ?, finished = ?, error = ?
          WHERE finished IS NULL AND cluster IN (SELECT id FROM clusters WHERE ended IS NOT NULL)
          """,
        arguments: [
          JobState.cancelled.rawValue, currentMilliseconds(), try error.map(JSONText.encode),
        ])
      for table in ["input_files", "chunks", "map_tasks"] {
        try db.execute(
          sql: "DELETE FROM \(table) WHERE job IN (SELECT id FROM jobs WHERE finished IS NULL)")
      }
      try db.execute(
        sql: """
          UPDATE jobs SET state = ?, epoch = epoch + 1, started = NULL
          WHERE finished IS NULL AND state = ?
          """,
        arguments: [JobState.queued.rawValue, JobState.running.rawValue])
      return Recovery(
        clusters: try Row.fetchAll(
          db, sql: "SELECT * FROM clusters WHERE ended IS NULL ORDER BY id"
        )
        .map(ClusterRecord.init),
        jobs: try Row.fetchAll(db, sql: "SELECT * FROM jobs WHERE finished IS NULL ORDER BY id")
          .map(JobRecord.init))
    }
  }
}
