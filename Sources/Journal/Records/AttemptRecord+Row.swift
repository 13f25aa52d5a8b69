import GRDB
import Model
import Scheduling

extension AttemptRecord {
  /// - Throws: `journal` if a cell is not what it can be.
  init(_ row: Row, of job: JobID) throws(MRError) {
    guard let kind = TaskID.Kind(rawValue: try row.text("kind")) else {
      throw MRError(.journal, "kind is neither map nor reduce")
    }
    guard let worker = WorkerID(try row.text("worker")) else {
      throw MRError(.journal, "worker names none")
    }
    let numbers = 0...Int(UInt32.max)
    let task = TaskID(kind, try row.number("task", in: numbers))
    self.init(
      AttemptID(job: job, task: task, number: try row.number("attempt", in: numbers)), worker,
      started: try row.time("started"), ended: try row.time("ended"),
      work: AttemptWork(
        bytes: try row.number("bytes", in: 0...Int.max),
        records: try row.number("records", in: 0...Int.max)),
      try AttemptResult(row))
  }
}

extension AttemptResult {
  fileprivate init(_ row: Row) throws(MRError) {
    let error = try row.optionalError("error")
    switch (try row.text("outcome"), error) {
    case ("succeeded", nil): self = .succeeded
    case ("failed", let error?): self = .failed(error)
    case ("withdrawn", let error?): self = .withdrawn(error.message)
    default: throw MRError(.journal, "outcome and error do not go together")
    }
  }
}
