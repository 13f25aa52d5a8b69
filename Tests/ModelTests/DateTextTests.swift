import Foundation
import Model
import Testing

@Suite struct DateTextTests {
  static let times: [Int64] = [
    -86_400_001, -1, 0, 1, 999, 1_000, 951_782_399_999, 1_796_074_455_289, 4_102_444_800_000,
  ]

  @Test(arguments: times)
  func agreesWithFoundation(milliseconds: Int64) throws {
    // Foundation cuts what comes after the milliseconds off.
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 0.000_1)
    let utc = Date.ISO8601FormatStyle.iso8601.year().month().day()
      .time(includingFractionalSeconds: true)
    #expect(DateText.utc(milliseconds) == date.formatted(utc) + "Z")

    let local = Date.ISO8601FormatStyle(timeZone: .current)
    let style = local.year().month().day().time(includingFractionalSeconds: true)
    let stamp = DateText.stamp(milliseconds)
    #expect(stamp.hasPrefix(date.formatted(style)))
    let parsed = try Date(stamp.replacing(/\.[0-9]+/, with: ""), strategy: .iso8601)
    #expect(
      parsed
        == Date(timeIntervalSince1970: (Double(milliseconds) / 1000).rounded(.down)))
    #expect(
      DateText.local(milliseconds)
        == stamp.replacing("T", with: " ").replacing(/\.[0-9]+/, with: ""))
  }
}
