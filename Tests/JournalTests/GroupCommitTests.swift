import Journal
import Model
import Scheduling
import Testing

@Suite struct GroupCommitTests {
  @Test func manyWritersShareTheWaitForTheDisk() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let job = try await journal.submitJob(spec(), cluster: cluster)
      let alone = try await rate(of: 50) { index in
        try await journal.append([.attemptEnded(ended(attempt(job, index)))])
      }
      let count = 5000
      let elapsed = try await ContinuousClock().measure {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for index in 0..<count {
            group.addTask {
              try await journal.append([
                .attemptEnded(ended(attempt(job, index, number: 1))),
                .attemptEnded(ended(attempt(job, index, kind: .reduce))),
              ])
            }
          }
          try await group.waitForAll()
        }
      }
      print("one writer: \(alone) appends/s; many: \(Int(Double(count) / (elapsed / .seconds(1))))")
      try journal.close()
      #expect(try integers("SELECT count(*) FROM attempts", directory) == [2 * count + 50])
    }
  }

  /// An entry that is refused takes nobody with it, and leaves nothing of itself.
  @Test func oneRefusalHurtsNobodyElse() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
      let job = try await journal.submitJob(spec(), cluster: cluster)
      let unknown = JobID(999)
      let refused = await withTaskGroup(of: Bool.self) { group in
        for index in 0..<200 {
          group.addTask {
            do {
              let second = index % 4 == 0 ? unknown : job
              try await journal.append([
                .attemptEnded(ended(attempt(job, index))),
                .attemptEnded(ended(attempt(second, index, kind: .reduce))),
              ])
              return false
            } catch {
              return true
            }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(refused == 50)
      try journal.close()
      #expect(try integers("SELECT count(*) FROM attempts", directory) == [300])
    }
  }

  private func rate(of count: Int, _ body: (Int) async throws -> Void) async throws -> Int {
    let elapsed = try await ContinuousClock().measure {
      for index in 0..<count { try await body(index) }
    }
    return Int(Double(count) / (elapsed / .seconds(1)))
  }
}
