import Model
import Threading
import Glibc
import Testing

@Suite struct BlockingPoolTests {
  @Test func callsShareAFewThreads() async {
    let pool = BlockingPool(threads: 3)
    let threads = await withTaskGroup(of: UInt.self) { group in
      for _ in 0..<200 {
        group.addTask { await pool.run { pthread_self() } }
      }
      return await group.reduce(into: Set<UInt>()) { $0.insert($1) }
    }
    #expect(threads.count <= 3)
  }

  @Test func aFailureReachesTheCaller() async {
    let pool = BlockingPool(threads: 1)
    await #expect(throws: MRError.self) {
      try await pool.run { () throws(MRError) in throw MRError(.output, "no") }
    }
    #expect(await pool.run { 7 } == 7)
  }
}
