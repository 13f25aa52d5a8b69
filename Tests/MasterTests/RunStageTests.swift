import Testing

@testable import Master

@Suite struct RunStageTests {
  @Test func aRunThatIsPreparedBeginsAndEnds() {
    var stage = RunStage.preparing
    stage.begin()
    guard case .running = stage else {
      Issue.record("it is \(stage)")
      return
    }
    #expect(!stage.isOver)
    stage.end()
    #expect(stage.isOver && !stage.isHalted && !stage.isClosed)
    stage.close()
    #expect(stage.isClosed)
  }

  @Test func whatEndedWhileItWasPreparedDoesNotBegin() {
    var stage = RunStage.preparing
    stage.end()
    stage.begin()
    #expect(stage.isOver)
  }

  @Test(arguments: [false, true]) func aHaltedRunStaysHalted(hasBegun: Bool) {
    var stage = RunStage.preparing
    if hasBegun { stage.begin() }
    stage.halt()
    #expect(stage.isHalted && !stage.isOver)
    // What was being prepared comes too late.
    stage.begin()
    #expect(stage.isHalted)
    // Not before the machine has ended.
    stage.close()
    #expect(!stage.isClosed)
    stage.end()
    stage.close()
    #expect(stage.isClosed && stage.isHalted)
  }

  @Test func aRunThatEndsIsNotHaltedAnyMore() {
    var stage = RunStage.preparing
    stage.begin()
    stage.end()
    stage.halt()
    #expect(!stage.isHalted)
  }
}
