/// A number of things, or a part of all there are: `12`, `0.5%`.
package enum Amount: Sendable, Hashable, Codable, CustomStringConvertible {
  case count(Int)
  /// From 0 to 100.
  case percent(Double)

  /// - Returns: nil for what is no such number.
  package init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
      self = .percent(percent)
    } else {
      guard let count = Int(text), count >= 0 else { return nil }
      self = .count(count)
    }
  }

  package var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .percent(let percent):
      percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }
  }

  /// Whether so many are no more than this.
  package func covers(_ number: Int, of total: Int) -> Bool {
    switch self {
    case .count(let count): number <= count
    case .percent(let percent): Double(number) * 100 <= percent * Double(total)
    }
  }
}
