import MapReduceTesting
import Testing

@testable import {{type}}

/// Tests of the job without the engine.
@Suite struct {{type}}Tests {
  @Test func aLineGivesItsMilliseconds() throws {
    let emitted = try JobTest.map(
      {{type}}.self, ["2026-03-01T13:05:22 GET / 200 17"], attributes: ["server": "web-1"])
    #expect(emitted == [Emitted("web-1 2026-03-01T13", 17)])
  }

  @Test func malformedLinesArePassedOver() throws {
    #expect(try JobTest.map({{type}}.self, ["-- log rotated --", "not a line"]).isEmpty)
  }

  @Test func anHourIsSummarised() throws {
    let results = try JobTest.reduce({{type}}.self, "web-1 2026-03-01T13", [17, 31, 9])
    #expect(results == [Emitted("web-1 2026-03-01T13", "requests=3 min=9 mean=19 max=31")])
  }
}
