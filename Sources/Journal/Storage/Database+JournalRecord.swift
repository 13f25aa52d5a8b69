import Foundation
import GRDB
import Model
import Scheduling

extension Database {
  func write(_ record: JournalRecord) throws {
    switch record {
    case .jobStarted(let job, let epoch):
      try run(
        "UPDATE jobs SET state = ?, epoch = ?, started = ? WHERE id = ?",
        [JobState.running.rawValue, epoch, CalendarClock.milliseconds, job.number])
    case .mapTask(let job, let task): try write(task, of: job)
    case .chunksReloaded(let job, let chunks):
      for chunk in chunks { try write(chunk, of: job) }
    case .attemptEnded(let attempt, let worker, let result):
      try write(attempt, worker: worker, result)
    case .jobEnded(let job, let outcome, let counters):
      try run(
        """
        UPDATE jobs SET state = ?, finished = ?, error = ?, counters = ?, user_counters = ?
        WHERE id = ?
        """,
        [
          outcome.state.rawValue, CalendarClock.milliseconds,
          try outcome.error.map(JSONText.encode),
          try JSONText.encode(counters.engine.values), try JSONText.encode(counters.user.values),
          job.number,
        ])
    }
  }

  private func write(_ task: MapTask, of job: JobID) throws {
    for (number, file) in task.files.sorted(by: { $0.key < $1.key }) {
      try run(
        "INSERT OR IGNORE INTO input_files VALUES (?, ?, ?, ?, ?, ?)",
        [
          job.number, number, Data(file.path.bytes), Data(file.relativePath.bytes), file.size,
          file.modified,
        ])
    }
    for input in task.inputs { try write(input.chunk, of: job) }
    let inputs = task.inputs.map { "[\($0.chunk.number),\($0.share)]" }.joined(separator: ",")
    try run(
      "INSERT OR REPLACE INTO map_tasks VALUES (?, ?, ?)", [job.number, task.index, "[\(inputs)]"])
  }

  private func write(_ chunk: Chunk, of job: JobID) throws {
    let spans = chunk.spans.map {
      "[\($0.file),\($0.offset),\($0.length),\($0.firstRecord),\($0.records)]"
    }
    try run(
      "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        job.number, chunk.number, chunk.generation, chunk.firstBlock, chunk.blockCount,
        chunk.length, chunk.shares, "[\(spans.joined(separator: ","))]",
      ])
  }

  private func write(_ attempt: AttemptID, worker: WorkerID, _ result: AttemptResult) throws {
    let error: String? =
      switch result {
      case .succeeded: nil
      case .failed(let error): try JSONText.encode(error)
      case .withdrawn(let reason): try JSONText.encode(MRError(.cancelled, reason))
      }
    try run(
      "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        attempt.job.number, attempt.task.kind.rawValue, attempt.task.index, attempt.number,
        "\(worker)", result.name, error, CalendarClock.milliseconds,
      ])
  }

  /// Jobs that end push others out of those that are remembered in detail, and out of those that are
  /// remembered at all.
  func forgetOldJobs(_ retention: Retention) throws {
    let oldest = """
      SELECT id FROM jobs WHERE finished IS NOT NULL
      ORDER BY finished DESC, id DESC LIMIT -1 OFFSET ?
      """
    for table in ["input_files", "chunks", "map_tasks", "attempts"] {
      try run("DELETE FROM \(table) WHERE job IN (\(oldest))", [retention.detailedJobs])
    }
    try run("DELETE FROM jobs WHERE id IN (\(oldest))", [retention.jobs])
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
