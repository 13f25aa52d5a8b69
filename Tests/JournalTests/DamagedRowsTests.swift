import Foundation
import GRDB
import Journal
import Model
import Scheduling
import TestSupport
import Testing

/// A journal is a file like any other: whatever its cells hold, the master starts, and says what it
/// could not go on with.
@Suite struct DamagedRowsTests {
  @Test func whatIsDamagedIsSetAside() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let good = try await journal.createCluster(mappers: 1, reducers: 1)
      let bad = try await journal.createCluster(mappers: 1, reducers: 1)
      var jobs: [JobID] = []
      for _ in 0..<6 { jobs.append(try await journal.submitJob(spec(), cluster: good)) }
      let ofBad = try await journal.submitJob(spec(), cluster: bad)
      try await journal.append([.jobStarted(jobs[5], epoch: 0)])
      try journal.close()
      for change in [
        "UPDATE clusters SET mappers = -7 WHERE id = \(bad.number)",
        "UPDATE jobs SET reducers = 9223372036854775807 WHERE id = \(jobs[0].number)",
        "UPDATE jobs SET epoch = 9223372036854775807 WHERE id = \(jobs[1].number)",
        "UPDATE jobs SET parameters = '{\"a\":1e999}' WHERE id = \(jobs[2].number)",
        "UPDATE jobs SET submitted = -9223372036854775808 WHERE id = \(jobs[3].number)",
      ] { try execute(change, directory) }

      let next = try Journal(directory: directory)
      let recovery = try await next.recover()
      #expect(recovery.clusters.map(\.id) == [good])
      #expect(recovery.jobs.map(\.id) == [jobs[4], jobs[5]])
      #expect(recovery.jobs.map(\.epoch) == [0, 1])
      #expect(recovery.setAside.count == 5)
      let causes = recovery.setAside.compactMap(\.cause)
      #expect(causes[0] == "mappers is -7, not within 1…1024")
      #expect(causes[1] == "reducers is 9223372036854775807, not within 1…65536")
      for job in jobs[..<4] {
        let record = try #require(try await next.job(job))
        #expect(record.state == .failed && record.error?.code == .journal)
        #expect(record.error?.message == "the journal's record of job \(job) is damaged")
      }
      #expect(try await next.job(ofBad)?.state == .cancelled)
      #expect(try await next.clusters().last?.error?.message.contains("c2 is damaged") == true)
      #expect(try await next.jobs().count == 7)
      // Set aside once.
      #expect(try await next.recover().setAside.isEmpty)
      try next.close()
    }
  }

  /// Any value in any column.
  @Test(arguments: Fuzzing.seeds(40))
  func anyValueInAnyCell(_ seed: UInt64) async throws {
    let digest = [UInt8](repeating: 7, count: 32)
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      for number in 0..<3 {
        try await journal.createToken("t\(number)", .read, digest: digest)
        let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
        for _ in 0..<4 {
          let job = try await journal.submitJob(spec(), cluster: cluster)
          try await journal.append([
            .jobStarted(job, epoch: 0), .attemptEnded(ended(attempt(job, 0))),
          ])
        }
      }
      try journal.close()
      try damage(directory, seed)

      let next = try Journal(directory: directory)
      let recovery = try await next.recover()
      // What is said of it is text that a terminal can be shown once it went through the door.
      #expect(recovery.setAside.allSatisfy { !$0.message.isEmpty })
      for cluster in recovery.clusters {
        #expect((1...1024).contains(cluster.mappers) && (1...1024).contains(cluster.reducers))
      }
      for job in recovery.jobs {
        #expect(recovery.clusters.contains { $0.id == job.cluster })
        #expect((0...JobMachine.mostEpochs).contains(job.epoch))
        #expect((1...65_536).contains(job.spec.reducers ?? 1))
        _ = JobMachine(
          job: job.id, partitions: job.spec.reducers ?? 1,
          store: StoreLimits(blockCapacity: 1 << 19), epoch: job.epoch)
        try await next.append([.jobEnded(job.id, .succeeded, Counters())])
      }
      #expect(try await next.jobs().count == 12)
      for job in try await next.jobs() {
        // Shown, or said to be damaged.
        do throws(MRError) { _ = try await next.attempts(of: job.id, limit: 10) } catch {
          #expect(error.code == .journal)
        }
      }
      _ = try await next.clusters()
      // By a row that is damaged nobody is let in; none of these values is a digest, or another role.
      let tokens = try await next.tokens()
      #expect(tokens.allSatisfy { $0.digest == digest && $0.role == .read })
      try await next.conclude([])
      #expect(try await next.recover().jobs.isEmpty)
      try next.close()
    }
  }

  private func damage(_ directory: String, _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let queue = try DatabaseQueue(path: directory + "/journal.sqlite")
    defer { try? queue.close() }
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA foreign_keys = OFF")
      for table in ["clusters", "jobs", "attempts", "tokens"] {
        for column in try db.columns(in: table).map(\.name) {
          guard random.next() % 3 == 0 else { continue }
          let value = Self.values[Int(random.next() % UInt64(Self.values.count))]
          let rows = ["1", "rowid % 2 = 0", "1 = 1"][Int(random.next() % 3)]
          // What the column's type does not take stays as it is.
          try? db.execute(
            sql: "UPDATE OR IGNORE \(table) SET \(column) = ? WHERE \(rows)", arguments: [value])
        }
      }
    }
  }

  private static let values: [DatabaseValue] = {
    let numbers: [Int64] = [.max, .min, -1, 0, 1, 1 << 32, 4_294_967, 1 << 53]
    let texts = [
      "", "\0", "{}", "[]", "{\"A\":9223372036854775808}", "{\"code\":1}", "succeeded", "running",
      "nonsense", "\u{1b}[2J\u{202e}", "../../etc", "{\"a\":{\"a\":[[[[]]]]}}", "1e999",
      String(repeating: "[", count: 5000), "{\"map\":null}", "-9e99",
    ]
    let others: [DatabaseValue] = [.null, 1e300.databaseValue, Data([0xff, 0]).databaseValue]
    return numbers.map(\.databaseValue) + texts.map(\.databaseValue) + others
  }()
}
