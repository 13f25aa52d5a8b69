internal import Glibc
internal import Model

extension FunctionParser {
  /// A number as it was written: digits and sign, for the type to read.
  enum Numeral {
    /// The digits of an integer, in decimal and with its sign.
    case integer(String)
    case other(Double)
  }

  /// Reads what follows `TYPE=`.
  mutating func constant(_ type: ScalarType) throws(MRError) -> FunctionSignature.Kind {
    skipSpace()
    let position = index
    let slot: UInt64? =
      switch try numeral() {
      case .integer(let digits):
        if let number = Int64(digits) {
          type.slot(number)
        } else if let number = UInt64(digits) {
          type.slot(number)
        } else {
          Double(digits).flatMap { type.slot($0) }
        }
      case .other(let number): type.slot(number)
      }
    guard let slot else {
      throw error(
        at: position, "has a constant that is no \(type.rawValue)", expected: type.bounds)
    }
    return .constant(type, slot: slot)
  }

  /// Reads a number: `12`, `-0x1f`, `1.5e3`.
  mutating func numeral() throws(MRError) -> Numeral {
    skipSpace()
    let position = index
    while let character = current, character.isASCII,
      character.properties.isAlphabetic || "+-.0123456789".unicodeScalars.contains(character)
    {
      index += 1
    }
    let text = String(String.UnicodeScalarView(characters[position..<index]))
    if Int64(text) != nil || UInt64(text) != nil { return .integer(text) }
    let isNegative = text.hasPrefix("-")
    let magnitude = isNegative ? text.dropFirst() : text[...]
    if magnitude.lowercased().hasPrefix("0x"),
      let number = UInt64(magnitude.dropFirst(2), radix: 16)
    {
      return .integer((isNegative ? "-" : "") + "\(number)")
    }
    if let number = Double(text) { return .other(number) }
    throw error(at: position, "has no number", expected: "a constant such as `0`, `0x1f` or `1.5`")
  }

  /// `"a text"`, in which `{name}` stands for an attribute of the layout.
  mutating func literal() throws(MRError) -> FunctionText {
    try expect("\"", "a text in double quotes")
    let start = index - 1
    var parts: [FunctionText.Part] = []
    var bytes: [UInt8] = []
    while let character = current {
      let position = index
      index += 1
      switch character {
      case "\"":
        if !bytes.isEmpty || parts.isEmpty { parts.append(.literal(bytes)) }
        return FunctionText(parts: parts)
      case "\\":
        bytes += UTF8.encode(try escaped(position)).map(Array.init) ?? []
      case "{":
        if !bytes.isEmpty { parts.append(.literal(bytes)) }
        bytes = []
        parts.append(.attribute(try word("an attribute's name, or `\\{` for a brace")))
        try expect("}", "`}` after an attribute's name")
      default:
        bytes += UTF8.encode(character).map(Array.init) ?? []
      }
    }
    throw error(at: start, "has a text that is not closed", expected: "`\"` at its end")
  }

  /// What follows a backslash.
  private mutating func escaped(_ position: Int) throws(MRError) -> Unicode.Scalar {
    defer { index += 1 }
    switch current {
    case "n": return "\n"
    case "t": return "\t"
    case let character? where "\"\\{}".unicodeScalars.contains(character): return character
    default:
      throw error(
        at: position, "has a backslash that means nothing",
        expected: #"`\"`, `\\`, `\{`, `\}`, `\n` or `\t`"#)
    }
  }
}
