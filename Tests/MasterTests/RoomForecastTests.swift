@testable import Master
import Model
import Testing

/// When a job is told that its intermediate data will not fit. A block takes 512 KiB.
@Suite struct RoomForecastTests {
  /// Tasks of 10 MiB each, of which the given numbers of blocks were left.
  private func forecast(_ blocks: [Int]) -> RoomForecast {
    var forecast = RoomForecast()
    for (task, count) in blocks.enumerated() {
      let run = RunLayout(offsets: [0, count * 500_000], records: [count])
      forecast.add(
        MapManifest(task: task, attempt: 0, blocks: count, runs: [run]), input: 10 << 20)
    }
    return forecast
  }

  @Test func aTaskThatRanAgainCountsOnce() {
    var twice = forecast([20, 20])
    let run = RunLayout(offsets: [0, 2_000_000], records: [1])
    twice.add(MapManifest(task: 1, attempt: 1, blocks: 4, runs: [run]), input: 10 << 20)
    #expect(twice.room == 12 << 20)
    #expect(twice.size == 12_000_000)
    #expect(twice.expected(of: 40 << 20) == 24 << 20)
  }

  /// A thousand tasks that leave a word each do not fill a store.
  @Test func smallBlocksTakeLittle() {
    var forecast = RoomForecast()
    for task in 0..<1000 {
      let run = RunLayout(offsets: [0, 100], records: [1])
      forecast.add(
        MapManifest(task: task, attempt: 0, blocks: 1, runs: [run]), input: 10 << 20)
    }
    #expect(!forecast.exceeds(20 << 20, of: 10_000 << 20))
  }

  @Test func fourTasksOfATenthAreEnoughWhereAllAreAlike() {
    #expect(forecast([20, 20, 20, 20]).exceeds(300 << 20, of: 400 << 20))
    #expect(!forecast([20, 20, 20]).exceeds(300 << 20, of: 300 << 20))
    #expect(!forecast([20, 20, 20, 20]).exceeds(300 << 20, of: 5000 << 20))
    #expect(!forecast([20, 20, 20, 20]).exceeds(400 << 20, of: 400 << 20))
  }

  /// The rest may be like the task that left least.
  @Test func unevenTasksAreGivenTime() {
    let uneven = [20, 20, 20, 1]
    #expect(!forecast(uneven).exceeds(100 << 20, of: 400 << 20))
    // Three tenths are not like nothing.
    let more = [20, 20, 20, 1, 20, 20, 20, 20, 20, 20, 20, 20]
    #expect(forecast(more).exceeds(300 << 20, of: 400 << 20))
  }

  /// However little of the input was mapped: half of the store is full.
  @Test func aStoreThatIsHalfFullIsEvidence() {
    #expect(forecast([20, 20, 20, 20]).exceeds(70 << 20, of: 4000 << 20))
    #expect(!forecast([20, 20, 20, 20]).exceeds(100 << 20, of: 4000 << 20))
  }

  @Test func whatIsThereAlreadyNeedsNoForecast() {
    #expect(forecast([20]).exceeds(9 << 20, of: nil))
    #expect(!forecast([20, 20, 20, 20]).exceeds(50 << 20, of: nil))
  }
}
