import GRDB
import Model

/// Turns what goes wrong in the database into an error for people.
func journalError(_ error: any Error, _ what: String, file: String) -> MRError {
  if let error = error as? MRError { return error }
  guard let error = error as? DatabaseError else {
    let code: MRError.Code = error is CancellationError ? .cancelled : .journal
    return MRError(code, what, cause: "\(error)")
  }
  let reason = error.message ?? "\(error.resultCode)"
  switch error.resultCode {
  case .SQLITE_CORRUPT, .SQLITE_NOTADB: return damaged(file, reason)
  case .SQLITE_FULL, .SQLITE_IOERR:
    return MRError(
      .journal, what, cause: "\(file): \(reason)",
      remedy: "See whether its file system is full or failing.")
  default: return MRError(.journal, what, cause: "\(file): \(reason)")
  }
}

func damaged(_ file: String, _ reason: String) -> MRError {
  MRError(
    .journal, "the journal \(file) is damaged", cause: reason,
    remedy: "Move it away together with its -wal and -shm files: the master then begins with an "
      + "empty one, and the jobs in it have to be submitted again.")
}
