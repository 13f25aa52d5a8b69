extension Unicode.Scalar {
  /// Whether a terminal does something with it other than show it: control characters of both kinds, what
  /// begins a line of its own, and what turns the direction of writing, so that a text reads as another one.
  package var steersTerminals: Bool {
    switch value {
    case 0x20..<0x7f: false
    case 0x00..<0x20, 0x7f..<0xa0: true
    case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfff9...0xfffb: true
    default: (0xe0000...0xe007f).contains(value)
    }
  }
}

/// A text of somebody else's as it may go to a terminal or into a log: what would steer a terminal is written as
/// `\u{1b}`. Tabs stay.
/// - Parameter keepingLines: the text has several lines; otherwise the end of a line is visible, too.
package func visible(_ text: String, keepingLines: Bool = false) -> String {
  func isKept(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.steersTerminals || scalar == "\t" || (keepingLines && scalar == "\n")
  }
  guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
  var safe = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isKept(scalar) {
      safe.append(scalar)
    } else {
      safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    }
  }
  return String(safe)
}
