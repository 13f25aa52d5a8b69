/// Reads a layout's text from left to right, one character at a time.
struct LayoutParser {
  /// The most attributes: more would not fit a record's source in a sensible way.
  static let attributeLimit = 64

  struct Parts {
    var root: BytePath
    var components: [GlobStep<ComponentPattern>]
    var componentTexts: [String]
  }

  private(set) var attributeNames: [String] = []
  private let text: String
  private let characters: [Unicode.Scalar]
  private var index = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text.unicodeScalars)
  }

  mutating func parse() throws(MRError) -> Parts {
    if characters.isEmpty { throw error(at: 0, "is empty", expected: "a path such as data/*.txt") }
    var root: [UInt8] = characters[0] == "/" ? [UInt8(ascii: "/")] : []
    var parts = Parts(root: BytePath("."), components: [], componentTexts: [])

    while index < characters.count {
      if characters[index] == "/" {
        index += 1
        continue
      }
      let start = index
      let step = try component()
      let written = String(String.UnicodeScalarView(characters[start..<index]))
      if written == "." {
        continue
      } else if parts.components.isEmpty, index < characters.count, case .one(let pattern) = step,
        !pattern.hasWildcard
      {
        if let last = root.last, last != UInt8(ascii: "/") { root.append(UInt8(ascii: "/")) }
        root.append(contentsOf: pattern.ending.utf8)
      } else if written == ".." {
        throw error(
          at: start, "has `..` where a name is meant", expected: "`..` only before wildcards")
      } else if case .many = step, step == parts.components.last {
        continue
      } else {
        parts.components.append(step)
        parts.componentTexts.append(written)
      }
    }
    if characters.last == "/" || parts.components.isEmpty {
      throw error(
        at: characters.count, "ends with a directory", expected: "a file name or `*` at the end")
    }
    if case .many = parts.components.last {
      parts.components.append(.one(ComponentPattern(steps: [.many(atLeast: 0)])))
      parts.componentTexts.append("*")
    }
    if !root.isEmpty { parts.root = BytePath(bytes: root) }
    return parts
  }

  private mutating func component() throws(MRError) -> GlobStep<ComponentPattern> {
    let start = index
    var pattern = ComponentPattern()
    var gaps = 0
    while index < characters.count, characters[index] != "/" {
      let character = characters[index]
      switch character {
      case "*":
        if index + 1 < characters.count, characters[index + 1] == "*" {
          index += 2
          if index - 2 == start, index == characters.count || characters[index] == "/" {
            return .many(atLeast: 0)
          }
          throw error(
            at: index - 2, "has `**` inside a component", expected: "`**` between slashes")
        }
        index += 1
        pattern.steps.append(.many(atLeast: 0))
        gaps += 1
      case "{":
        try attribute()
        pattern.steps.append(.many(atLeast: 1))
        pattern.captures.append(gaps)
        gaps += 1
      case "?":
        index += 1
        pattern.steps.append(.one(.any))
      case "[":
        pattern.steps.append(.one(try set()))
      case "}":
        throw error(at: index, "has a `}` without `{`", expected: #"`\}` if it is part of a name"#)
      default:
        pattern.steps.append(.one(.literal(try literal().value)))
      }
    }
    return .one(pattern)
  }

  /// Reads `{name}`, from its brace on.
  private mutating func attribute() throws(MRError) {
    let start = index
    index += 1
    guard let end = characters[index...].firstIndex(where: { $0 == "}" || $0 == "/" }),
      characters[end] == "}"
    else {
      throw error(at: start, "has a `{` that is not closed", expected: "`}` after the name")
    }
    let name = String(String.UnicodeScalarView(characters[index..<end]))
    guard let first = name.utf8.first, !(0x30...0x39).contains(first),
      name.utf8.allSatisfy(isNameByte)
    else {
      throw error(
        at: index, name.isEmpty ? "has `{}` without a name" : "has the bad name `\(name)`",
        expected: "letters, digits and underscores that do not begin with a digit")
    }
    if attributeNames.contains(name) {
      throw error(at: index, "has `{\(name)}` twice", expected: "a name of its own for each part")
    }
    if attributeNames.count == Self.attributeLimit {
      throw error(at: start, "has too many `{name}` parts", expected: "at most 64")
    }
    attributeNames.append(name)
    index = end + 1
  }

  /// Reads `[a-z]`, from its bracket on.
  private mutating func set() throws(MRError) -> ComponentPattern.Matcher {
    let start = index
    index += 1
    var negated = false
    if index < characters.count, characters[index] == "!" || characters[index] == "^" {
      negated = true
      index += 1
    }
    var ranges: [ClosedRange<UInt32>] = []
    let first = index
    while index < characters.count, characters[index] != "/" {
      // As in shells, a bracket that comes first stands for itself.
      if characters[index] == "]", index > first {
        index += 1
        return .set(ranges, negated: negated)
      }
      if characters[index] == "[", index + 1 < characters.count,
        ":.=".unicodeScalars.contains(characters[index + 1])
      {
        throw error(at: index, "names a class of characters", expected: "ranges such as `[a-z]`")
      }
      let low = try literal()
      var high = low
      if index + 1 < characters.count, characters[index] == "-", characters[index + 1] != "]" {
        index += 1
        let end = index
        high = try literal()
        if high < low { throw error(at: end, "has a range that runs down", expected: "`a-z`") }
      }
      ranges.append(low.value...high.value)
    }
    throw error(at: start, "has a `[` that is not closed", expected: "`]`, or `\\[` for a bracket")
  }

  /// A character that stands for itself, perhaps behind a backslash.
  private mutating func literal() throws(MRError) -> Unicode.Scalar {
    if characters[index] == "\\" {
      index += 1
      guard index < characters.count, characters[index] != "/" else {
        throw error(
          at: index - 1, "has a backslash before nothing", expected: "a character to escape")
      }
    }
    let character = characters[index]
    if character == "\0" {
      throw error(at: index, "holds a NUL character", expected: "what a file's name can hold")
    }
    if character == "/" {
      throw error(at: index, "has a slash inside brackets", expected: "`]`")
    }
    index += 1
    return character
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private func error(at position: Int, _ what: String, expected: String) -> MRError {
    MRError(
      .invalidArgument, "the layout `\(printable(text.utf8))` \(what) at character \(position + 1)",
      remedy: "Expected: \(expected).")
  }
}
