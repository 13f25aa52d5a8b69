import Model

/// Shows lines of a kind once in a while, and how many more there were: one fault, as of a memcached that was emptied,
/// makes dozens.
struct RepeatedLines {
  private struct Kind {
    var shown: Double
    var held = 0
    var last = ""
  }
  private var kinds: [String: Kind] = [:]
  /// For so long a kind is silent after a line of it, in seconds.
  private static let pause = 10.0
  /// What is new beyond that is shown.
  private static let mostKinds = 200

  /// - Parameter seconds: On a clock of the caller's; rising.
  /// - Returns: Whether the line is to be shown now; if not, it is counted.
  mutating func admits(_ line: String, at seconds: Double) -> Bool {
    let name = lineKind(of: line)
    guard var kind = kinds[name] else {
      if kinds.count < Self.mostKinds { kinds[name] = Kind(shown: seconds) }
      return true
    }
    let isDue = kind.held == 0 && seconds - kind.shown >= Self.pause
    if isDue { kind.shown = seconds } else { (kind.held, kind.last) = (kind.held + 1, line) }
    kinds[name] = kind
    return isDue
  }

  /// What is to be said by now of the lines that were counted.
  mutating func due(at seconds: Double) -> [String] {
    var lines: [String] = []
    for (name, kind) in kinds.sorted(by: { $0.value.shown < $1.value.shown })
    where kind.held > 0 && seconds - kind.shown >= Self.pause {
      lines.append(
        kind.held == 1
          ? kind.last : "\(Units.count(kind.held)) more like that, the last: \(kind.last)")
      kinds[name] = Kind(shown: seconds)
    }
    return lines
  }
}
