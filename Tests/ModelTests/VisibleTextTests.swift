import Model
import Testing

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("tab\tstays", "tab\tstays"), ("ünïcödé 漢字 🙂", "ünïcödé 漢字 🙂"),
    ("\u{1b}[2J", "\\u{1b}[2J"), ("\u{9b}31m", "\\u{9b}31m"), ("a\rb", "a\\u{d}b"),
    ("\u{7f}", "\\u{7f}"),
    ("\u{202e}txt.exe", "\\u{202e}txt.exe"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
    ("one\u{2028}two", "one\\u{2028}two"), ("a\nb", "a\\u{a}b"), ("\u{e0041}", "\\u{e0041}"),
  ])
  func whatSteersATerminalIsVisible(text: String, shown: String) {
    #expect(visible(text) == shown)
    let bytes = printable(text.utf8)
    #expect(!bytes.unicodeScalars.contains { $0.steersTerminals })
  }

  @Test func linesMayStay() {
    #expect(visible("a\nb\r\n", keepingLines: true) == "a\nb\\u{d}\n")
  }

  /// Whatever a scalar is: it is shown, or written out.
  @Test func noControlCharacterIsLeft() {
    for value in 0...0x10ffff as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      let isControl =
        category == .control || category == .lineSeparator || category == .paragraphSeparator
        || scalar.properties.isBidiControl
      if isControl { #expect(scalar.steersTerminals, "\(value)") }
      if scalar.properties.isAlphabetic || category == .decimalNumber {
        #expect(!scalar.steersTerminals, "\(value)")
      }
    }
  }
}
