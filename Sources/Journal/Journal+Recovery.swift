import GRDB
package import Model
import Scheduling

extension Journal {
  /// Puts the jobs that a former master ran back into their queues, one epoch later, and returns
  /// what has not ended. Jobs of a cluster that has ended are cancelled. What is damaged is set
  /// aside: such a cluster has ended, such a job has failed. Once, at the start.
  package func recover() async throws(MRError) -> Recovery {
    try await write("cannot recover from the journal") { db in
      var setAside: [MRError] = []
      let clusters = try db.recoverClusters(&setAside)
      try db.cancelJobsWithoutCluster()
      let jobs = try db.recoverJobs(&setAside)
      return Recovery(clusters: clusters, jobs: jobs, setAside: setAside)
    }
  }
}

extension Database {
  fileprivate func recoverClusters(_ setAside: inout [MRError]) throws -> [ClusterRecord] {
    var clusters: [ClusterRecord] = []
    for row in try Row.fetchAll(self, sql: "SELECT * FROM clusters WHERE ended IS NULL ORDER BY id")
    {
      do throws(MRError) {
        clusters.append(try ClusterRecord(row))
      } catch {
        let error = ClusterRecord.error(row, error)
        setAside.append(error)
        try execute(
          sql: "UPDATE clusters SET ended = ?, error = ? WHERE id = ?",
          arguments: [CalendarClock.milliseconds, try JSONText.encode(error), id(row)])
      }
    }
    return clusters
  }

  fileprivate func cancelJobsWithoutCluster() throws {
    let error = JobOutcome.cancelled(reason: "its cluster had ended").error
    try execute(
      sql: """
        UPDATE jobs SET state = ?, finished = ?, error = ?
        WHERE finished IS NULL AND cluster NOT IN (SELECT id FROM clusters WHERE ended IS NULL)
        """,
      arguments: [
        JobState.cancelled.rawValue, CalendarClock.milliseconds, try error.map(JSONText.encode),
      ])
  }

  fileprivate func recoverJobs(_ setAside: inout [MRError]) throws -> [JobRecord] {
    var jobs: [JobRecord] = []
    for row in try Row.fetchAll(self, sql: "SELECT * FROM jobs WHERE finished IS NULL ORDER BY id")
    {
      do throws(MRError) {
        jobs.append(try JobRecord(row).restarted())
      } catch {
        let error = JobRecord.error(row, error)
        setAside.append(error)
        try execute(
          sql: "UPDATE jobs SET state = ?, finished = ?, error = ? WHERE id = ?",
          arguments: [
            JobState.failed.rawValue, CalendarClock.milliseconds, try JSONText.encode(error),
            id(row),
          ])
      }
    }
    for job in jobs {
      try execute(
        sql: "UPDATE jobs SET state = ?, epoch = ?, started = NULL WHERE id = ?",
        arguments: [job.state.rawValue, job.epoch, job.id.number])
    }
    return jobs
  }

  private func id(_ row: Row) -> DatabaseValue { row["id"] }
}

extension JobRecord {
  /// The record as the job goes back into the queue.
  fileprivate func restarted() throws(MRError) -> JobRecord {
    var job = self
    if state == .running {
      guard epoch < JobMachine.mostEpochs else {
        throw MRError(.journal, "it was started \(epoch) times")
      }
      job.epoch += 1
    }
    job.state = .queued
    job.started = nil
    return job
  }
}
