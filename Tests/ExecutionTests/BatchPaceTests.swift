import Testing

@testable import Execution

@Suite struct BatchPaceTests {
  private let millisecond: UInt64 = 1_000_000

  @Test func growsWhileBatchesAreQuick() {
    var pace = BatchPace(most: 1024)
    var sizes: [Int] = []
    for _ in 0..<12 {
      sizes.append(pace.size)
      pace.ended(pace.size, after: 9 * millisecond)
    }
    #expect(sizes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024])
  }

  @Test func staysWhereABatchTakesNeitherLittleNorMuch() {
    var pace = BatchPace(most: 1024)
    pace.ended(1, after: 10 * millisecond)
    pace.ended(1, after: 1000 * millisecond)
    #expect(pace.size == 1)
  }

  @Test func mayStayTheSame() {
    var pace = BatchPace(always: 1024)
    for duration in [0, 10_000 * millisecond] {
      pace.ended(1024, after: duration)
      #expect(pace.size == 1024)
    }
  }

  @Test func shrinksToWhatFitsASecond() {
    var pace = BatchPace(most: 1024)
    for _ in 0..<10 { pace.ended(pace.size, after: 0) }
    pace.ended(1024, after: 10_000 * millisecond)
    #expect(pace.size == 102)
    // The last batch of a file is short: it says nothing of longer ones.
    pace.ended(1, after: 1001 * millisecond)
    #expect(pace.size == 1)
    pace.ended(1, after: .max)
    #expect(pace.size == 1)
  }
}
