import Glibc

/// How long tests with random input go on, and where they begin: `scripts/fuzz` has them go on for longer, and
/// says how to repeat what failed.
package enum Fuzzing {
  /// The seeds of a test's rounds.
  /// - Parameter rounds: how many there are in `scripts/test`.
  package static func seeds(_ rounds: UInt64) -> Range<UInt64> {
    let first = variable("MR_FUZZ_SEED") ?? 0
    return first..<first + (variable("MR_FUZZ_ROUNDS") ?? rounds)
  }

  /// How many messages each caller of a master sends; `scripts/fuzz` says `MESSAGES`.
  package static var calls: Int { Int(variable("MR_FUZZ_MESSAGES") ?? 200) }
  /// The seed of these.
  package static var callSeeds: [UInt64] { [variable("MR_FUZZ_SEED") ?? 1] }

  private static func variable(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }
}

extension SeededGenerator {
  /// The text with something of it changed, left out, repeated or exchanged for what readers stumble over.
  package mutating func mutated(_ text: [UInt8], odd: [[UInt8]]) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...6, using: &self) {
      let place = Int.random(in: 0...text.count, using: &self)
      let end = min(text.count, place + Int.random(in: 0...12, using: &self))
      let piece: [UInt8]
      switch Int.random(in: 0..<5, using: &self) {
      case 0: piece = []
      case 1: piece = [UInt8.random(in: 0...255, using: &self)]
      case 2: piece = Array(text[place..<end]) + Array(text[place..<end])
      case 3: piece = odd.randomElement(using: &self) ?? []
      default:
        let start = Int.random(in: 0...text.count, using: &self)
        piece = Array(text[start..<min(text.count, start + 20)])
      }
      text.replaceSubrange(place..<end, with: piece)
    }
    return text
  }
}
