import FoundationEssentials
import GRDB
package import Model

extension Journal {
  package func createToken(_ name: String, _ role: AccessRole, digest: [UInt8])
    async throws(MRError)
  {
    try await write("cannot record the token") { db in
      try db.execute(
        sql: "INSERT INTO tokens (name, role, digest, created) VALUES (?, ?, ?, ?)",
        arguments: [name, role.rawValue, Data(digest), CalendarClock.milliseconds])
    }
  }

  /// - Throws: `notFound` if there is none of that name that was not revoked.
  package func revokeToken(_ name: String) async throws(MRError) {
    try await write("cannot record that the token is revoked") { db in
      try db.execute(
        sql: "UPDATE tokens SET revoked = ? WHERE name = ? AND revoked IS NULL",
        arguments: [CalendarClock.milliseconds, name])
      guard db.changesCount > 0 else {
        throw MRError(
          .notFound, "there is no token '\(printable(name.utf8.prefix(100)))'",
          remedy: "`mr token list` lists them.")
      }
    }
  }

  /// All tokens there ever were, in the order of their creation. A row that is damaged is left out: nobody
  /// is let in by it.
  package func tokens() async throws(MRError) -> [TokenRecord] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM tokens ORDER BY id").compactMap { row in
        try? TokenRecord(row)
      }
    }
  }
}
