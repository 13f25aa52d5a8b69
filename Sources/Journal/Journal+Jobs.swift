import GRDB
package import Model
import Scheduling

extension Journal {
  /// Records a job as the last of its cluster's queue. It may begin at once; whoever tells of it waits
  /// for `settle` first.
  /// - Throws: `notFound` if there is no such cluster, or it has ended.
  package func submitJob(_ spec: JobSpec, cluster: ClusterID, by account: String? = nil)
    async throws(MRError) -> JobID
  {
    try await writeSoon("cannot record the job") { db in
      let isOpen = try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT ended IS NULL FROM clusters WHERE id = ?"),
        arguments: [cluster.number])
      guard isOpen == true else {
        throw MRError(.notFound, "there is no cluster \(cluster)")
      }
      let insertion = try db.cachedStatement(
        sql: """
          INSERT INTO jobs (cluster, plugin, plugin_job, input, format, output, parameters,
            reducers, functions, task_bytes, cache, reuse, bad_input, former, provenance, sandbox,
            state, submitted, submitted_by)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      try insertion.execute(
        arguments: [
          cluster.number, spec.plugin, spec.job, spec.input, spec.format, spec.output,
          try JSONText.encode(spec.parameters), spec.reducers,
          try spec.functions.map { try JSONText.encode($0) }, spec.taskBytes,
          spec.cache.text, spec.reuse ? 1 : 0, try JSONText.encode(spec.badInput),
          try spec.former.map { try JSONText.encode($0) }, spec.provenance ? 1 : nil,
          spec.sandbox ? 1 : nil,
          JobState.queued.rawValue, CalendarClock.milliseconds, account,
        ])
      return JobID(Int(db.lastInsertedRowID))
    }
  }

  /// The newest jobs, in the order of their submission.
  package func jobs(cluster: ClusterID? = nil, limit: Int = 10_000) async throws(MRError)
    -> [JobRecord]
  {
    try await read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM (
            SELECT * FROM jobs WHERE ?1 IS NULL OR cluster = ?1 ORDER BY id DESC LIMIT ?2
          ) ORDER BY id
          """,
        arguments: [cluster?.number, limit])
      return rows.map(JobRecord.init(shown:))
    }
  }

  package func job(_ id: JobID) async throws(MRError) -> JobRecord? {
    try await read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM jobs WHERE id = ?", arguments: [id.number])
        .map(JobRecord.init(shown:))
    }
  }
}
