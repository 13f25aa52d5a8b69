import Foundation
import Model
import Testing

@testable import mr

@Suite struct VisibleOutputTests {
  private static let hostile = "\u{1b}[2J\u{9b}1m\u{202e}\u{2028}\u{7f}\u{e0041}é\t漢"

  /// The same value for programs, and nothing for a terminal to obey.
  @Test func JSONIsSafeToLookAt() throws {
    let line = try JSON.line(["key": Self.hostile])
    let text = String(decoding: line, as: UTF8.self)
    #expect(!text.dropLast().unicodeScalars.contains { $0.steersTerminals }, "\(text)")
    #expect(text.contains("é") && text.contains("漢"))
    let value = try JSONDecoder().decode([String: String].self, from: Data(line))
    #expect(value == ["key": Self.hostile])
  }

  @Test(arguments: 1...9) func piecesOfALogAreOneText(size: Int) {
    let text = "first \(Self.hostile)\nsecond é漢\n\nlast \(Self.hostile)"
    var lines = VisibleLines()
    var output: [UInt8] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      output += lines.add(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    output += lines.finish()
    #expect(String(decoding: output, as: UTF8.self) == visible(text, keepingLines: true))
  }

  @Test func longLinesAreNotHeld() {
    var lines = VisibleLines()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
    var count = 0
    for _ in 0..<64 { count += lines.add(piece).count }
    #expect(count >= 3 << 20)
  }
}
