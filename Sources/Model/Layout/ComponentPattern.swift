/// One component of a layout: `{book}.pdf`.
package struct ComponentPattern: Sendable, Hashable {
  /// What a single character may be.
  enum Matcher: Sendable, Hashable {
    case literal(UInt32)
    case any
    case set([ClosedRange<UInt32>], negated: Bool)
  }

  var steps: [GlobStep<Matcher>] = []
  /// Which of the steps that are gaps, counted among gaps, are `{name}` parts.
  var captures: [Int] = []

  /// Whether more than one name can match.
  package var hasWildcard: Bool {
    steps.contains { if case .one(.literal) = $0 { false } else { true } }
  }

  package func matches(_ name: FileName) -> Bool { gaps(in: name) != nil }

  /// What the `{name}` parts took of a name; empty if it does not match.
  func captures(of name: FileName) -> [[UInt8]] {
    guard let gaps = gaps(in: name) else { return [] }
    return captures.map { name.bytes(gaps[$0]) }
  }

  /// The literal characters after the last wildcard.
  var ending: String {
    var scalars: [Unicode.Scalar] = []
    for step in steps.reversed() {
      guard case .one(.literal(let value)) = step, let scalar = Unicode.Scalar(value) else { break }
      scalars.append(scalar)
    }
    return String(String.UnicodeScalarView(scalars.reversed()))
  }

  private func gaps(in name: FileName) -> [Range<Int>]? {
    // As shells do: a wildcard does not find hidden files. What begins as they do names them.
    if name.isHidden {
      guard case .one(.literal(name.characters[0])) = steps.first else { return nil }
    }
    return steps.match(
      count: name.characters.count,
      matches: { $0.accepts(name.characters[$1]) },
      mayPass: { _ in true })
  }
}

extension ComponentPattern.Matcher {
  func accepts(_ character: UInt32) -> Bool {
    switch self {
    case .literal(let literal): character == literal
    case .any: true
    case .set(let ranges, let negated): ranges.contains { $0.contains(character) } != negated
    }
  }
}
