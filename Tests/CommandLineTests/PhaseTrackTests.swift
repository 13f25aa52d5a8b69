import Protocol
import Testing

@testable import mr

@Suite struct PhaseTrackTests {
  private func phase(_ done: UInt64, of total: UInt64 = 1000) -> PhaseProgress {
    PhaseProgress(kind: .mapping, state: .running, done: done, total: total, isTotalKnown: true)
  }

  @Test func aGrowingTotalTakesNothingBack() {
    var track = PhaseTrack()
    #expect(track.shown(phase(720), at: 0, waits: nil).shownFraction == 0.72)
    let next = track.shown(phase(730, of: 1050), at: 1, waits: nil)
    #expect(next.shownFraction == 0.72 && next.remark == nil)
    #expect(track.shown(phase(800, of: 1050), at: 2, waits: nil).shownFraction == 800.0 / 1050)
  }

  @Test func lostWorkIsSaidToBeLost() {
    var track = PhaseTrack()
    _ = track.shown(phase(720), at: 0, waits: nil)
    let back = track.shown(phase(500), at: 1, waits: nil)
    #expect(back.shownFraction == 0.5 && back.remark == "lost work runs again")
    #expect(track.shown(phase(719), at: 2, waits: nil).remark == "lost work runs again")
    #expect(track.shown(phase(720), at: 3, waits: nil).remark == nil)
  }

  @Test func aWaitIsNoRateOfNothing() {
    var track = PhaseTrack()
    _ = track.shown(phase(100), at: 0, waits: "waits for the map")
    #expect(track.shown(phase(100), at: 1, waits: "waits for the map").remark == nil)
    let waiting = track.shown(phase(100), at: 3, waits: "waits for the map")
    #expect(waiting.remark == "waits for the map" && waiting.left == nil)
    #expect(track.shown(phase(101), at: 4, waits: "waits for the map").remark == nil)
  }

  /// A rate that halves, or is ten times as high for a moment, moves the time that is left slowly.
  @Test func theTimeThatIsLeftDoesNotJump() throws {
    var track = PhaseTrack()
    var done: UInt64 = 0
    var last: Double?
    for second in 0..<100 {
      done += second % 10 == 0 ? 500 : second < 50 ? 100 : 50
      guard let left = track.shown(phase(done, of: 100_000), at: Double(second), waits: nil).left
      else { continue }
      if let last { #expect(abs(left - last) < max(30, last / 5), "\(last) -> \(left)") }
      last = left
    }
    #expect(try #require(last) > 100)
  }
}
