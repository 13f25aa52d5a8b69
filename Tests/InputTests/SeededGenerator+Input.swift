import TestSupport

extension SeededGenerator {
  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// Any bytes, a newline about once in `every`; some ends lack one.
  mutating func lines(bytes: Int, newlineEvery every: Int) -> [UInt8] {
    (0..<bytes).map { _ in
      int(1...every) == 1 ? UInt8(ascii: "\n") : UInt8.random(in: 0...255, using: &self)
    }
  }
}
