import GRDB
package import Model

extension Journal {
  package func createCluster(mappers: Int, reducers: Int, by account: String? = nil)
    async throws(MRError) -> ClusterID
  {
    try await write("cannot record the cluster") { db in
      try db.execute(
        sql: "INSERT INTO clusters (mappers, reducers, created, created_by) VALUES (?, ?, ?, ?)",
        arguments: [mappers, reducers, CalendarClock.milliseconds, account])
      return ClusterID(Int(db.lastInsertedRowID))
    }
  }

  /// A cluster has stopped.
  /// - Parameters:
  ///   - error: why, if nobody asked for it.
  ///   - account: who asked for it.
  package func endCluster(_ id: ClusterID, error: MRError? = nil, by account: String? = nil)
    async throws(MRError)
  {
    try await write("cannot record the end of cluster \(id)") { db in
      try db.execute(
        sql: """
          UPDATE clusters SET ended = ?, error = ?, stopped_by = ? WHERE id = ? AND ended IS NULL
          """,
        arguments: [
          CalendarClock.milliseconds, try error.map(JSONText.encode), account, id.number,
        ])
    }
  }

  /// All clusters there ever were, in the order of their creation.
  package func clusters() async throws(MRError) -> [ClusterRecord] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM clusters ORDER BY id").map { row in
        do throws(MRError) {
          return try ClusterRecord(row)
        } catch {
          return ClusterRecord(damaged: row, error)
        }
      }
    }
  }
}
