import Journal
import Model
import Scheduling
import Testing

@Suite struct AttemptTests {
  @Test func attemptsComeBackAsTheyWere() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let job = try await journal.submitJob(spec(), cluster: cluster)
      let failure = MRError(.plugin, "no luck", cause: "bad \u{1F327} weather", remedy: "wait")
      let records = [
        ended(attempt(job, 0), .failed(failure)), ended(attempt(job, 0, number: 1)),
        ended(attempt(job, 1), .withdrawn("its input is lost")),
        ended(attempt(job, 10)), ended(attempt(job, 2, kind: .reduce)),
      ]
      try await journal.append(records.shuffled().map { .attemptEnded($0) })
      let other = try await journal.submitJob(spec(), cluster: cluster)
      try await journal.append([.attemptEnded(ended(attempt(other, 0)))])
      #expect(try await journal.attempts(of: job, limit: 100) == records)
      #expect(try await journal.attempts(of: JobID(99), limit: 100) == [])
    }
  }

  @Test func pagesFollowEachOther() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let job = try await journal.submitJob(spec(), cluster: cluster)
      let records =
        (0..<30).map { ended(attempt(job, $0 / 2, number: $0 % 2)) }
        + (0..<15).map { ended(attempt(job, $0, kind: .reduce)) }
      try await journal.append(records.map { .attemptEnded($0) })
      for limit in [1, 7, 45, 46] {
        var read: [AttemptRecord] = []
        while true {
          let page = try await journal.attempts(
            of: job, after: read.last?.attempt, limit: limit)
          #expect(page.count <= limit)
          read += page
          if page.isEmpty { break }
        }
        #expect(read == records)
      }
    }
  }

  @Test func aDamagedAttemptIsNamed() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let job = try await journal.submitJob(spec(), cluster: cluster)
      try await journal.append([.attemptEnded(ended(attempt(job, 3)))])
      try journal.close()
      for (cell, cause) in [
        ("outcome = 'failed'", "outcome and error do not go together"),
        ("outcome = 'succeeded', worker = 'x'", "worker names none"),
        ("worker = 'c1-w1', bytes = -1", "bytes is -1, not within"),
        ("bytes = 0, kind = 'x'", "kind is neither map nor reduce"),
      ] {
        try execute("UPDATE attempts SET \(cell)", directory)
        let next = try Journal(directory: directory)
        let error = await #expect(throws: MRError.self) {
          _ = try await next.attempts(of: job, limit: 10)
        }
        #expect(error?.message == "the journal's record of an attempt of job \(job) is damaged")
        #expect(error?.cause?.hasPrefix(cause) == true, "\(error?.cause ?? "")")
        try next.close()
      }
    }
  }
}
