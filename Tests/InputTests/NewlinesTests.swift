@testable import Input
import TestSupport
import Testing

@Suite struct NewlinesTests {
  @Test(arguments: 0..<4 as Range<UInt64>)
  func countsAsANaiveLoop(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for length in [0, 1, 63, 64, 65, 127, 128, 1000, 64 * 255, 64 * 256 + 3] {
      let bytes = generator.lines(bytes: length, newlineEvery: generator.int(1...5))
      bytes.withUnsafeBytes { buffer in
        // Every alignment.
        let start = min(length, generator.int(0...63))
        let part = UnsafeRawBufferPointer(rebasing: buffer[start...])
        #expect(countNewlines(part) == part.count { $0 == 10 })
        #expect(bytesOfWholeLines(part) == part.lastIndex(of: 10).map { $0 + 1 } ?? 0)
        #expect(bytesBeforeNewline(part) == part.firstIndex(of: 10) ?? part.count)
      }
    }
  }

  /// Every lane of the vector at its highest count.
  @Test func countsNothingButNewlines() {
    let bytes = [UInt8](repeating: 10, count: 64 * 600 + 5)
    #expect(bytes.withUnsafeBytes(countNewlines) == bytes.count)
  }
}
