/// A job that `mr run` ran on this machine, by its number in the history. Printed as `r1`.
struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
  var number: Int

  init(_ number: Int) { self.number = number }

  init?(_ text: some StringProtocol) {
    guard text.hasPrefix("r"), let number = Int(text.dropFirst()), number > 0,
      "r\(number)" == text
    else { return nil }
    self.number = number
  }

  var description: String { "r\(number)" }
  static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}
