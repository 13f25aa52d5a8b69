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
    case .attemptEnded(let record): try write(record)
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

  private func write(_ record: AttemptRecord) throws {
    let attempt = record.attempt
    try run(
      "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        attempt.job.number, attempt.task.kind.rawValue, attempt.task.index, attempt.number,
        "\(record.worker)", record.started, record.ended, record.work.bytes, record.work.records,
        record.result.name, try record.result.error.map(JSONText.encode),
      ])
  }

  /// Jobs that end push others out of those that are remembered in detail, and out of those that are
  /// remembered at all.
  func forgetOldJobs(_ retention: Retention) throws {
    let oldest = """
      SELECT id FROM jobs WHERE finished IS NOT NULL
      ORDER BY finished DESC, id DESC LIMIT -1 OFFSET ?
      """
    try run("DELETE FROM attempts WHERE job IN (\(oldest))", [retention.detailedJobs])
    try run("DELETE FROM jobs WHERE id IN (\(oldest))", [retention.jobs])
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
