import Journal
import Model
import Scheduling
import Testing

@Suite struct RecoveryTests {
  /// What was acknowledged is there after the process was killed: the files are copied while the
  /// journal is open, without a checkpoint.
  @Test func nothingIsLostWhenTheMasterIsKilled() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 2, reducers: 1)
      var jobs: [JobID] = []
      for _ in 0..<4 { jobs.append(try await journal.submitJob(spec(), cluster: cluster)) }
      try await journal.append([
        .jobStarted(jobs[0], epoch: 0), .jobEnded(jobs[0], .succeeded, Counters()),
      ])
      try await journal.append([
        .jobStarted(jobs[1], epoch: 0), .attemptEnded(ended(attempt(jobs[1], 0))),
      ])

      var lives = [journal]
      for life in 1...3 {
        let copy = "\(directory)/life\(life)"
        try copyFiles(from: life == 1 ? directory : "\(directory)/life\(life - 1)", to: copy)
        let next = try Journal(directory: copy)
        lives.append(next)
        let recovery = try await next.recover()
        #expect(recovery.clusters.map(\.id) == [cluster])
        #expect(recovery.jobs.map(\.id) == Array(jobs[1...]))
        #expect(recovery.jobs.map(\.state) == [.queued, .queued, .queued])
        #expect(recovery.jobs.map(\.epoch) == [life, 0, 0])
        #expect(recovery.jobs[0].started == nil)
        #expect(try await next.job(jobs[0])?.state == .succeeded)
        // It starts again; its history goes on.
        let number = life * JobMachine.attemptsPerEpoch
        try await next.append([
          .jobStarted(jobs[1], epoch: life),
          .attemptEnded(ended(attempt(jobs[1], 0, number: number))),
        ])
        #expect(try await next.attempts(of: jobs[1], limit: 10).count == life + 1)
      }
      for journal in lives { try journal.close() }
    }
  }

  @Test func jobsOfAClusterThatEndedAreCancelled() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let job = try await journal.submitJob(spec(), cluster: cluster)
      try await journal.endCluster(cluster)
      let recovery = try await journal.recover()
      #expect(recovery.clusters.isEmpty && recovery.jobs.isEmpty)
      let record = try #require(try await journal.job(job))
      #expect(record.state == .cancelled && record.error?.code == .cancelled)
    }
  }

  @Test func numbersRiseOverTheLifeOfTheDirectory() async throws {
    try await withTemporaryDirectory { directory in
      var cluster: ClusterID?
      var last = JobID(0)
      for _ in 0..<3 {
        let journal = try Journal(directory: directory, retention: Retention(jobs: 0))
        if cluster == nil { cluster = try await journal.createCluster(mappers: 1, reducers: 1) }
        let job = try await journal.submitJob(spec(), cluster: try #require(cluster))
        #expect(job > last)
        last = job
        try await journal.append([.jobEnded(job, .succeeded, Counters())])
        try await journal.conclude([])
        #expect(try await journal.jobs().isEmpty)
        try journal.close()
      }
    }
  }
}
