import Testing

@testable import mr

@Suite struct ProgressLineTests {
  private let half = PhaseProgress(
    kind: .mapping, state: .running, done: 500_000_000, total: 1_000_000_000, isTotalKnown: true)

  @Test func everythingFits() {
    #expect(
      ProgressLine.bar(half, rate: 100e6, width: 64)
        == "mapping   [==========>          ]  50 %   100 MB/s     0:05 left")
  }

  @Test func narrowerTerminalsLeaveThingsOut() {
    #expect(
      ProgressLine.bar(half, rate: 100e6, width: 40) == "mapping   [=====>     ]  50 %   100 MB/s")
    #expect(ProgressLine.bar(half, rate: 100e6, width: 28) == "mapping   [=====>    ]  50 %")
    #expect(ProgressLine.bar(half, rate: 100e6, width: 20) == "mapping     50 %")
    #expect(ProgressLine.bar(half, rate: 100e6, width: 0) == "")
  }

  @Test func neverWiderThanTheTerminal() {
    for width in 0..<200 {
      for done in [0, 1, 500_000_000, 999_999_999, 1_000_000_000] as [UInt64] {
        for state in [PhaseProgress.State.waiting, .running, .done] {
          var phase = half
          phase.done = done
          phase.remark = done == 1 ? "waits for the map" : nil
          phase.state = state
          for rate in [nil, 0, 1, 1e9, 1e18] {
            #expect(ProgressLine.bar(phase, rate: rate, width: width).count <= width)
          }
        }
      }
    }
  }

  @Test func remarksTakeThePlaceOfTheRate() {
    var phase = half
    phase.remark = "waits for the map"
    #expect(
      ProgressLine.bar(phase, rate: 0, width: 64)
        == "mapping   [==========>          ]  50 %        waits for the map")
    #expect(ProgressLine.plain(phase, rate: 0) == "mapping: 50 % of 1.0 GB, waits for the map")
  }

  @Test func onlyWhatIsCompleteIsFull() {
    var phase = half
    phase.done = 999_999_999
    #expect(ProgressLine.bar(phase, rate: nil, width: 80).contains(" 99 %"))
    phase.state = .done
    #expect(ProgressLine.bar(phase, rate: nil, width: 80).contains("100 %"))
    #expect(ProgressLine.bar(phase, rate: nil, width: 80).hasSuffix("done"))
  }

  @Test func emptyInput() {
    let phase = PhaseProgress(
      kind: .reducing, state: .running, done: 0, total: 0, isTotalKnown: true)
    #expect(ProgressLine.plain(phase, rate: nil) == "reducing: 0 %")
  }

  @Test func plainLines() {
    #expect(
      ProgressLine.plain(half, rate: 100e6)
        == "mapping: 50 % of 1.0 GB, 100 MB/s, 0:05 left")
    var guess = half
    guess.isTotalKnown = false
    #expect(ProgressLine.plain(guess, rate: 100e6) == "mapping: 50 % of about 1.0 GB, 100 MB/s")
  }
}
