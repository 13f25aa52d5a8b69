import Journal
import Model
import Scheduling
import Testing

@Suite struct JobTests {
  @Test func aJobComesBackAsItWasSubmitted() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 2, reducers: 3)
      let full = JobSpec(
        plugin: "/p/ä.so", job: "j", input: "d/{a}/*", format: "pdf", output: "o'\"\n",
        parameters: ["k": "v", "": "\u{1F600}"], reducers: 7, taskBytes: 1 << 20,
        cache: .at(CachePlace(directory: "/c", size: 1 << 30)), sandbox: true)
      let first = try await journal.submitJob(full, cluster: cluster)
      let second = try await journal.submitJob(spec(), cluster: cluster)
      let plain = JobSpec(
        plugin: "", input: "d/*", output: "o",
        functions: JobFunctions(map: "l:f() -> int8", reduce: "l:g(\"ä\")", combiner: .sum))
      let third = try await journal.submitJob(plain, cluster: cluster)
      #expect(try await journal.job(third)?.spec == plain)
      #expect(second > first)
      let record = try #require(try await journal.job(first))
      #expect(record.spec == full)
      #expect(record.cluster == cluster)
      #expect(record.state == .queued && record.epoch == 0)
      #expect(record.submitted > 1_600_000_000_000)
      #expect(record.started == nil && record.finished == nil && record.error == nil)
      #expect(try await journal.job(second)?.spec == spec())
      #expect(try await journal.job(JobID(99)) == nil)
    }
  }

  @Test func theStoryOfAJob() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let job = try await journal.submitJob(spec(), cluster: cluster)
      try await journal.append([.jobStarted(job, epoch: 0)])
      #expect(try await journal.job(job)?.state == .running)
      #expect(try await journal.job(job)?.started != nil)
      // A plugin may name its counters as it likes.
      let counters = Counters(user: ["A": 1, "B": -2, "MAP_INPUT_BYTES": .min])
      let failure = MRError(.plugin, "no luck", cause: "bad weather", remedy: "wait")
      try await journal.append([
        .attemptEnded(ended(attempt(job, 0), .failed(failure))),
        .jobEnded(job, .failed(failure), counters),
      ])
      let record = try #require(try await journal.job(job))
      #expect(record.state == .failed)
      #expect(record.error == failure)
      #expect(record.counters == counters)
      #expect(record.finished != nil)
    }
  }

  @Test func listsTheNewestOfACluster() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let one = try await journal.createCluster(mappers: 1, reducers: 1)
      let two = try await journal.createCluster(mappers: 1, reducers: 1)
      var jobs: [JobID] = []
      for index in 0..<6 {
        jobs.append(try await journal.submitJob(spec(), cluster: index % 2 == 0 ? one : two))
      }
      #expect(try await journal.jobs().map(\.id) == jobs)
      #expect(try await journal.jobs(cluster: two).map(\.id) == [jobs[1], jobs[3], jobs[5]])
      #expect(try await journal.jobs(limit: 2).map(\.id) == [jobs[4], jobs[5]])
    }
  }

  @Test func aClusterThatEndedTakesNoJobs() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let error = MRError(.workerLost, "crash loop")
      try await journal.endCluster(cluster, error: error)
      try await journal.endCluster(cluster)
      let record = try #require(try await journal.clusters().first)
      #expect(record.error == error)
      #expect(record.ended != nil)
      for unknown in [cluster, ClusterID(77)] {
        let refusal = await #expect(throws: MRError.self) {
          _ = try await journal.submitJob(spec(), cluster: unknown)
        }
        #expect(refusal?.code == .notFound)
      }
    }
  }

  @Test func oldJobsAreForgotten() async throws {
    try await withTemporaryDirectory { directory in
      let retention = Retention(jobs: 5, detailedJobs: 2)
      let journal = try Journal(directory: directory, retention: retention)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let waiting = try await journal.submitJob(spec(), cluster: cluster)
      var jobs: [JobID] = []
      for _ in 0..<9 {
        let job = try await journal.submitJob(spec(), cluster: cluster)
        jobs.append(job)
        try await journal.append([
          .jobStarted(job, epoch: 0), .jobEnded(job, .succeeded, Counters()),
        ])
        try await journal.conclude([.attemptEnded(ended(attempt(job, 0)))])
      }
      #expect(try await journal.jobs().map(\.id) == [waiting] + jobs.suffix(5))
      try journal.close()
      let kept = try integers("SELECT job FROM attempts ORDER BY job", directory)
      #expect(kept == jobs.suffix(2).map(\.number))
    }
  }
}
