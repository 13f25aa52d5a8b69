import GRDB
import Model
import Synchronization

/// Writes to the database in groups: what is asked for while a transaction runs goes into the next
/// one together, so that many writers share what a transaction costs.
///
/// Everything runs on the database's own queue, never on the cooperative pool.
final class GroupCommit: Sendable {
  private struct Entry: Sendable {
    /// Does its part of the transaction and keeps the result.
    var run: @Sendable (Database) -> Void
    /// Called after the commit: with nil, or with the error if the whole transaction came to
    /// nothing.
    var finish: @Sendable (MRError?) -> Void
  }

  private struct State {
    var pending: [Entry] = []
    var isWriting = false
    var isClosed = false
  }

  private let writer: DatabasePool
  private let file: String
  private let state = Mutex(State())

  init(_ writer: DatabasePool, file: String) {
    self.writer = writer
    self.file = file
  }

  /// Runs `body` within a transaction and returns when the kernel has that. If `body` throws, its
  /// own changes are undone, and not those of the others in its group.
  func write<Value: Sendable>(
    _ what: String, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(MRError) -> Value {
    let file = file
    let outcome = Outcome<Value>()
    let failure: MRError? = await withCheckedContinuation { continuation in
      let entry = Entry(
        run: { db in
          let result = Result { try db.savepoint(body) }
          outcome.result.withLock { $0 = result.mapError { journalError($0, what, file: file) } }
        },
        finish: { continuation.resume(returning: $0) })
      if !enqueue(entry) { entry.finish(MRError(.journal, "the journal \(file) is closed")) }
    }
    if let failure { throw failure }
    guard let result = outcome.result.withLock({ $0 }) else {
      throw MRError(.internal, what, cause: "the transaction ended without a result")
    }
    return try result.get()
  }

  /// Takes nothing more. What was taken is written.
  func close() { state.withLock { $0.isClosed = true } }

  private func enqueue(_ entry: Entry) -> Bool {
    let (isTaken, isIdle) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      state.pending.append(entry)
      defer { state.isWriting = true }
      return (true, !state.isWriting)
    }
    if isIdle { writer.asyncWriteWithoutTransaction { [self] db in drain(db) } }
    return isTaken
  }

  private func drain(_ db: Database) {
    while true {
      let group = state.withLock { state in
        defer { state.pending = [] }
        state.isWriting = !state.pending.isEmpty
        return state.pending
      }
      guard !group.isEmpty else { return }
      commit(group, db)
    }
  }

  private func commit(_ group: [Entry], _ db: Database) {
    var failure: MRError?
    do {
      try db.inTransaction(.immediate) {
        for entry in group {
          entry.run(db)
          // A full or failing disk makes SQLite undo the whole transaction by itself.
          guard db.isInsideTransaction else {
            throw DatabaseError(
              resultCode: .SQLITE_ABORT, message: "the transaction was rolled back")
          }
        }
        return .commit
      }
    } catch {
      failure = journalError(error, "cannot write the journal", file: file)
    }
    for entry in group { entry.finish(failure) }
  }

}

/// What an entry's part of the transaction came to.
private final class Outcome<Value: Sendable>: Sendable {
  let result = Mutex<Result<Value, MRError>?>(nil)
}

extension Database {
  fileprivate func savepoint<Value>(_ body: (Database) throws -> Value) throws -> Value {
    var value: Value?
    try inSavepoint {
      value = try body(self)
      return .commit
    }
    guard let value else { throw DatabaseError(message: "the savepoint was rolled back") }
    return value
  }
}
