/// A generator that gives the same numbers every time (SplitMix64).
struct RandomBytes: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// Bytes around the borders of what is a letter, in runs of all lengths.
  mutating func text(count: Int) -> [UInt8] {
    let letters = Array("azAZmM".utf8)
    let others = Array("@[`{ \n\0".utf8) + [0x80, 0xc1, 0xe1, 0xff]
    let oneIn = Int.random(in: 2...40, using: &self)
    return (0..<count).map { _ in
      let isOther = Int.random(in: 0..<oneIn, using: &self) == 0
      return (isOther ? others : letters).randomElement(using: &self)!
    }
  }
}

/// The longest runs of ASCII letters, one byte at a time: what the plugins are compared with.
func asciiWords(_ text: [UInt8]) -> [[UInt8]] {
  text.split { !(0x41...0x5a ~= $0 || 0x61...0x7a ~= $0) }.map(Array.init)
}
