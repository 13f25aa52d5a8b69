import Model
import Protocol

/// What plugins warned of, each kind of remark once, with how often it came: ten thousand documents may make
/// a hundred thousand remarks of three kinds.
struct RemarkTally: Sendable {
  private struct Kind: Sendable {
    var first: String
    var count: Int
  }
  private var kinds: [String: Kind] = [:]
  /// Remarks of kinds for which there was no room.
  private var others = 0

  private static let mostKinds = 200
  private static let mostShown = 10
  private static let longest = 200

  mutating func add(_ lines: [WireUserLogLine]) {
    for line in lines where line.severity == .warning || line.severity == .error {
      let text = String(line.text.prefix(Self.longest))
      let name = lineKind(of: text)
      if kinds[name] != nil {
        kinds[name]?.count += 1
      } else if kinds.count < Self.mostKinds {
        kinds[name] = Kind(first: text, count: 1)
      } else {
        others += 1
      }
    }
  }

  /// The most frequent first.
  var texts: [String] {
    let sorted = kinds.values.sorted { ($1.count, $0.first) < ($0.count, $1.first) }
    var texts = sorted.prefix(Self.mostShown).map { kind in
      kind.count == 1
        ? "the plugin remarks: \(kind.first)"
        : "the plugin remarks \(kind.count) times, the first time: \(kind.first)"
    }
    let rest = others + sorted.dropFirst(Self.mostShown).reduce(0) { $0 + $1.count }
    if rest > 0 {
      texts.append("the plugin remarks \(rest) times other things: see the user's log")
    }
    return texts
  }
}
