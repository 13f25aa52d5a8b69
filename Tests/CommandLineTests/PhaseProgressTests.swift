import Protocol
import Testing

@testable import mr

@Suite struct PhaseProgressTests {
  private func job(_ phase: WireJobPhase, _ set: (inout WireProgress) -> Void = { _ in })
    -> WireJobStatus
  {
    var job = WireJobStatus()
    job.phase = phase
    set(&job.progress)
    return job
  }

  @Test func queuedJobsWait() {
    #expect(PhaseProgress.phases(of: job(.queued)).allSatisfy { $0.state == .waiting })
  }

  @Test func mappingBeginsWithTheFirstTask() {
    #expect(PhaseProgress.phases(of: job(.loading)).map(\.state) == [.running, .waiting, .waiting])
    #expect(WireJobPhase.loading.name == "loading" && !WireJobPhase.loading.isEnd)
  }

  @Test func loadingAndMappingOverlap() {
    let phases = PhaseProgress.phases(
      of: job(.mapping) {
        $0.inputBytes = 1000
        $0.inputWalked = true
        $0.readBytes = 500
        $0.loadedBytes = 2000
        $0.mappedBytes = 1000
      })
    #expect(phases.map(\.state) == [.running, .running, .waiting])
    #expect(phases.map(\.fraction) == [0.5, 0.25, 0])
    #expect(phases[1].total == 4000)
  }

  @Test func endsAreFull() {
    #expect(PhaseProgress.phases(of: job(.succeeded)).map(\.fraction) == [1, 1, 1])
    #expect(PhaseProgress.phases(of: job(.reducing)).map(\.state) == [.done, .done, .running])
  }

  @Test func ratesFollowTheLastSeconds() throws {
    var meter = RateMeter()
    #expect(meter.rate == nil)
    for second in 0...20 { meter.add(UInt64(second) * 100, at: Double(second)) }
    #expect(meter.rate == 100)
    for second in 21...40 { meter.add(2000 + UInt64(second - 20) * 10, at: Double(second)) }
    #expect(meter.rate == 10)
    // A step takes longer than the time that is looked at.
    for second in 41...60 { meter.add(2200, at: Double(second)) }
    #expect(try #require(meter.rate) > 0)
    // A lost worker takes progress back.
    meter.add(5, at: 61)
    #expect(meter.rate == nil)
    meter.add(10, at: 62)
    #expect(meter.rate == 5)
  }
}
