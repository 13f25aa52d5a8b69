internal import Glibc
import GRDB
package import Model

/// What has to survive the master: clusters, jobs, and the tasks of those that run, in an SQLite
/// database of the state directory.
///
/// Writes return when they are on disk, apart from those of which it is said that they do not. One
/// master at a time has the directory.
package final class Journal: Sendable {
  package let file: String
  private let lock: StateDirectoryLock
  private let pool: DatabasePool
  private let commits: GroupCommit
  /// What to wait for; nil if nobody does.
  private let log: WriteAheadLog?
  let retention: Retention

  /// Opens the journal of a state directory, and makes both if they are missing. Blocking.
  /// - Parameter isLasting: What is accepted is on disk; otherwise it outlives its process only.
  /// - Throws: `journal` if another master has the directory, if the journal is damaged, or if a
  ///   newer version of the program wrote it.
  package init(
    directory: String, retention: Retention = Retention(), isLasting: Bool = true
  ) throws(MRError) {
    self.retention = retention
    try StateDirectory.make(directory)
    lock = try StateDirectoryLock(directory: directory)
    file = directory + "/journal.sqlite"
    do {
      pool = try Self.open(file, isLasting: isLasting)
    } catch {
      throw journalError(error, "cannot open the journal", file: file)
    }
    log = isLasting ? try WriteAheadLog(of: file) : nil
    commits = GroupCommit(pool, file: file)
  }

  /// Writes what was accepted, closes the files and gives the directory free. Blocking. Later calls
  /// throw.
  package func close() throws(MRError) {
    commits.close()
    defer { lock.release() }
    do {
      // The last connection to close is a reader, which would leave the write-ahead log as it is.
      try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
      try pool.close()
    } catch {
      throw journalError(error, "cannot close the journal", file: file)
    }
  }

  /// Runs `body` within a transaction and returns when that is on disk.
  func write<Value: Sendable>(
    _ what: String, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(MRError) -> Value {
    let value = try await writeSoon(what, body)
    try await settle()
    return value
  }

  /// Runs `body` within a transaction and returns when the kernel has that: it outlives the process,
  /// but maybe not a failure of power before the next `settle`.
  func writeSoon<Value: Sendable>(
    _ what: String, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(MRError) -> Value {
    try await commits.write(what, body)
  }

  /// Returns when all that was written before is on disk.
  package func settle() async throws(MRError) { try await log?.settle() }

  /// Reads a consistent state, beside whatever is being written.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(MRError) -> Value {
    do {
      return try await pool.read(body)
    } catch {
      throw journalError(error, "cannot read the journal", file: file)
    }
  }

  private static func open(_ file: String, isLasting: Bool) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "mr.journal"
    // SQLite would make it for others to read; what it makes beside it is like the file.
    let made = Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if made >= 0 { Glibc.close(made) }
    let pool = try DatabasePool(path: file, configuration: configuration)
    try pool.writeWithoutTransaction { db in
      // Which commits are to be on disk at once, `WriteAheadLog` sees to.
      try db.execute(sql: "PRAGMA synchronous = \(isLasting ? "NORMAL" : "OFF")")
      let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "ok"
      guard verdict == "ok" else { throw damaged(file, verdict) }
    }
    let migrator = Schema.migrator
    guard try !pool.read(migrator.hasBeenSuperseded) else {
      throw MRError(
        .journal, "the journal \(file) was written by a newer version of mr",
        remedy: "Use that version, or choose another directory with --state-dir.")
    }
    try migrator.migrate(pool)
    return pool
  }
}
