import FoundationEssentials
import TestSupport
import Testing

@testable import Sealing

/// What opens is what was sealed, under its name, with the secret; nothing else opens.
struct BlockSealTests {
  private let seal = BlockSeal(BlockSecret())

  private func sealed(_ block: [UInt8], _ name: String) -> [UInt8] {
    block.withUnsafeBytes { Array(seal.seal($0, name: name)) }
  }

  private func opened(_ sealed: [UInt8], _ name: String, _ seal: BlockSeal? = nil) -> [UInt8]? {
    sealed.withUnsafeBytes { (seal ?? self.seal).open($0, name: name).map { Array($0) } }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func givesBackWhatWasSealed(_ number: UInt64) {
    var random = SeededGenerator(seed: number)
    let size = Int.random(in: 0...(number > 15 ? 1 << 20 : 300), using: &random)
    let block = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let name = String(repeating: "k", count: Int.random(in: 1...250, using: &random))
    let sealed = sealed(block, name)
    #expect(sealed.count == size + BlockSeal.overhead)
    #expect(opened(sealed, name) == block)
    // Never twice the same, and nothing of the block is to be seen.
    #expect(self.sealed(block, name) != sealed)
    if size > 16 { #expect(!sealed.contains(block.prefix(16))) }
  }

  @Test func opensUnderItsNameAndWithItsSecretOnly() throws {
    let sealed = sealed([1, 2, 3], "ns.j1.m0.0.0")
    for name in ["ns.j1.m0.0.1", "ns.j2.m0.0.0", "", "ns.j1.m0.0.0 "] {
      #expect(opened(sealed, name) == nil)
    }
    #expect(opened(sealed, "ns.j1.m0.0.0", BlockSeal(BlockSecret())) == nil)
    let secret = BlockSecret()
    let other = BlockSeal(try BlockSecret(bytes: secret.bytes))
    let box = [1, 2, 3].withUnsafeBytes { Array(BlockSeal(secret).seal($0, name: "k")) }
    #expect(opened(box, "k", other) != nil)
    for count in [0, 31, 33] {
      #expect(throws: (any Error).self) {
        try BlockSecret(bytes: [UInt8](repeating: 1, count: count))
      }
    }
    #expect(!"\(secret)".contains("\(secret.bytes[0])"))
  }

  /// Every byte changed, every length but the right one.
  @Test func whatWasChangedDoesNotOpen() {
    var random = SeededGenerator(seed: 1)
    let sealed = sealed(Array(0..<200), "k")
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= UInt8.random(in: 1...255, using: &random)
      #expect(opened(changed, "k") == nil, "byte \(index)")
    }
    for length in 0..<sealed.count { #expect(opened(Array(sealed[..<length]), "k") == nil) }
    #expect(opened(sealed + [0], "k") == nil)
    #expect(opened([0] + sealed, "k") == nil)
    for _ in 0..<1000 {
      let size = Int.random(in: 0...300, using: &random)
      let noise = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      #expect(opened(noise, "k") == nil)
    }
  }
}
