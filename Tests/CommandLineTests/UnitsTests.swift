import Testing

@testable import mr

@Suite struct UnitsTests {
  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1500, "1.5 kB"), (9949, "9.9 kB"),
    (9950, "10 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (1_000_000_000, "1.0 GB"),
    (Int.max, "9223 PB"),
  ])
  func bytes(count: Int, text: String) {
    #expect(Units.bytes(count) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
  ])
  func counts(number: Int, text: String) {
    #expect(Units.count(number) == text)
  }

  @Test func countsOfThings() {
    #expect([0, 1, 1234].map { Units.count($0, "task") } == ["0 tasks", "1 task", "1,234 tasks"])
  }

  @Test(arguments: [
    (0.0, "0 ms"), (0.0219, "22 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (12.34, "12.3 s"),
    (59.94, "59.9 s"), (59.96, "1:00"), (60, "1:00"), (125, "2:05"), (3725, "1:02:05"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(Units.duration(seconds) == text)
  }

  @Test func clocksOfAbsurdTimes() {
    #expect(Units.clock(-1) == "0:00")
    #expect(Units.clock(.infinity) == "8760:00:00")
    #expect(Units.clock(1e300) == "8760:00:00")
  }
}
