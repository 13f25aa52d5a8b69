import Foundation
@testable import Master
import Testing

@Suite struct LogTimeTests {
  @Test(arguments: [0, 1, 999, 1_000, 951_782_399_999, 1_796_074_455_289, 4_102_444_800_000])
  func agreesWithFoundation(milliseconds: Int64) {
    // Foundation cuts what comes after the milliseconds off.
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 0.000_1)
    let style = Date.ISO8601FormatStyle.iso8601.year().month().day()
      .time(includingFractionalSeconds: true)
    #expect(LogTime.text(milliseconds) == date.formatted(style))
  }
}
