/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// Any bytes, a newline about once in `every`; some ends lack one.
  mutating func lines(bytes: Int, newlineEvery every: Int) -> [UInt8] {
    (0..<bytes).map { _ in
      int(1...every) == 1 ? UInt8(ascii: "\n") : UInt8.random(in: 0...255, using: &self)
    }
  }
}
