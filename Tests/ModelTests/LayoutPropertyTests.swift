import Model
import TestSupport
import Testing

/// Compares matching with a matcher that tries every way, shortest first.
@Suite struct LayoutPropertyTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func matchesAsTheNaiveMatcher(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var matches = 0
    for _ in 0..<1500 {
      let pattern = generator.pattern()
      let layout = try Layout(pattern.joined(separator: "/"))
      // The fixed part is no part of the match.
      let variable = Array(
        pattern.suffix(
          from: layout.root == BytePath(".") ? 0 : layout.root.bytes.split(separator: 47).count))
      let path = generator.path()
      let expected = naiveMatch(variable[...], path[...])
      let found = layout.attributes(of: BytePath(path.joined(separator: "/")))
      #expect(
        found?.map { String(decoding: $0.value, as: UTF8.self) } == expected,
        "\(pattern.joined(separator: "/")) on \(path.joined(separator: "/"))")
      #expect(walkReaches(layout, path) == (expected != nil))
      if expected != nil { matches += 1 }
    }
    #expect(matches > 50)
  }

  /// Whether a walk that follows `next` finds the path.
  private func walkReaches(_ layout: Layout, _ path: [String]) -> Bool {
    var steps = layout.start
    for name in path {
      steps = layout.next(after: steps, entry: FileName(name.utf8))
    }
    return steps.last == layout.components.count
  }
}

private func isHidden(_ name: String) -> Bool { name.hasPrefix(".") || name.hasPrefix("_") }

private func naiveMatch(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> [String]? {
  guard let first = pattern.first else { return path.isEmpty ? [] : nil }
  if first == "**" {
    // At the end, one file at least is left.
    let rest = pattern.count == 1 ? ["*"] : pattern.dropFirst()
    for count in 0...path.count where !path.prefix(count).contains(where: isHidden) {
      if let found = naiveMatch(rest, path.dropFirst(count)) { return found }
    }
    return nil
  }
  guard let name = path.first, !isHidden(name) || first.prefix(1) == name.prefix(1),
    let captures = naiveMatch(Array(first)[...], Array(name)[...]),
    let rest = naiveMatch(pattern.dropFirst(), path.dropFirst())
  else { return nil }
  return captures + rest
}

private func naiveMatch(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>)
  -> [String]?
{
  guard let first = pattern.first else { return name.isEmpty ? [] : nil }
  let isCapture = first == "{"
  if isCapture || first == "*" {
    let rest = isCapture ? pattern[(pattern.firstIndex(of: "}")! + 1)...] : pattern.dropFirst()
    for count in 0...name.count where count >= (isCapture ? 1 : 0) {
      if let found = naiveMatch(rest, name.dropFirst(count)) {
        return (isCapture ? [String(name.prefix(count))] : []) + found
      }
    }
    return nil
  }
  guard let character = name.first, first == "?" || first == character else { return nil }
  return naiveMatch(pattern.dropFirst(), name.dropFirst())
}

/// SplitMix64: the same numbers for the same seed.
extension SeededGenerator {
  mutating func pattern() -> [String] {
    var names = 0
    var components = (0..<Int.random(in: 1...4, using: &self)).map { _ in
      if Int.random(in: 0..<4, using: &self) == 0 { return "**" }
      var component = ""
      for _ in 0..<Int.random(in: 1...4, using: &self) {
        switch Int.random(in: 0..<8, using: &self) {
        case 0: component += component.hasSuffix("*") ? "?" : "*"
        case 1: component += "?"
        case 2:
          component += "{n\(names)}"
          names += 1
        case 3: component += Bool.random(using: &self) ? "." : "_"
        default: component += ["a", "b"].randomElement(using: &self)!
        }
      }
      return component == "." || component == ".." ? "a" : component
    }
    if names == 0 { components[components.count - 1] = "*{n0}" }
    return components
  }

  mutating func path() -> [String] {
    (0..<Int.random(in: 1...5, using: &self)).map { _ in
      let characters: [Character] = ["a", "a", "b", "b", ".", "_"]
      let name = String(
        (0..<Int.random(in: 1...5, using: &self)).map { _ in characters.randomElement(using: &self)!
        })
      return name.allSatisfy { $0 == "." } ? "a" : name
    }
  }
}
