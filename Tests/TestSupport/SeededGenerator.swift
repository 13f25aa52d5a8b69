/// Random numbers that a seed determines: SplitMix64.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Lines of words over a small alphabet, so that words repeat.
  package mutating func text(bytes: Int) -> [UInt8] {
    var text: [UInt8] = []
    while text.count < bytes {
      for _ in 0..<Int.random(in: 1...6, using: &self) {
        text.append(UInt8(ascii: "a") + UInt8.random(in: 0..<12, using: &self))
      }
      text.append(Bool.random(using: &self) ? 0x20 : 0x0a)
    }
    return text
  }
}
