import BlockStore
import Blocks
import Model
import Records
import Sealing
import TestSupport
import Testing

/// Blocks in a store that others can reach.
struct SealedStoreTests {
  private let inner = FaultyStore()
  private let secret = BlockSecret()
  private var store: SealedStore { SealedStore(inner, secret) }

  private func block(_ text: String) -> BlockBuffer {
    let block = BlockBuffer()
    _ = Array(text.utf8).withUnsafeBytes { block.append($0) }
    return block
  }

  private func put(_ text: String, _ key: String, in store: any BlockStore) throws {
    let block = block(text)
    block.seal(key: key)
    try store.connect().set(key, block, isCancelled: { false })
  }

  /// What is read, or why it is lost.
  private func get(_ key: String) throws -> String {
    let block = BlockBuffer()
    if let loss = try store.connect().get(key, into: block) { return loss }
    return String(decoding: block.payload.prefix(block.payloadSize), as: UTF8.self)
  }

  private func bytes(_ key: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try inner.connect().get([key]) { bytes = Array($1) }
    return bytes
  }

  private func write(_ bytes: [UInt8], _ key: String) throws {
    try bytes.withUnsafeBytes { try inner.connect().set(key, $0, isCancelled: { false }) }
  }

  @Test func nothingOfABlockIsToBeSeen() throws {
    let text = String(repeating: "a secret of the input. ", count: 100)
    try put(text, "k", in: store)
    #expect(try get("k") == text)
    #expect(!(try bytes("k")).contains(Array("secret".utf8)))
    #expect(try bytes("k").count == BlockLayout.smallBlockSize + 28)
  }

  /// Whoever knows the format of a block, and everything but the secret, cannot make one that passes.
  @Test func whatOthersWroteIsLost() throws {
    try put("mine", "a", in: store)
    try put("also mine", "b", in: store)
    let (a, b) = (try bytes("a"), try bytes("b"))

    // A block with the right checksum.
    try put("forged", "a", in: inner)
    #expect(try get("a") == "block a is missing")
    // A sealed block of another key.
    try write(b, "a")
    #expect(try get("a") == "block a is missing")
    // One that was sealed with another secret.
    try put("forged", "a", in: SealedStore(inner, BlockSecret()))
    #expect(try get("a") == "block a is missing")
    // Bytes of two blocks.
    try write(Array(a.prefix(4000)) + Array(b.dropFirst(4000)), "a")
    #expect(try get("a") == "block a is missing")
    for noise in [[], [1], [UInt8](repeating: 7, count: 28), Array(a.dropLast())] {
      try write(noise, "a")
      #expect(try get("a") == "block a is missing")
    }
    try write(a, "a")
    #expect(try get("a") == "mine")
    #expect(try get("b") == "also mine")
  }

  /// One changed byte anywhere: the block's own checksum does not even have to see it.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func whatWasDamagedIsLost(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try put("mine", "a", in: store)
    let bytes = try bytes("a")
    for _ in 0..<100 {
      var changed = bytes
      changed[Int.random(in: bytes.indices, using: &random)] ^=
        1 << UInt8.random(in: 0..<8, using: &random)
      try write(changed, "a")
      #expect(try get("a") == "block a is missing")
    }
  }

  @Test func aSecretIsNeededToReadAPlugin() throws {
    try put("code", "ns.p.0", in: store)
    let block = BlockBuffer()
    #expect(try inner.connect().get("ns.p.0", into: block)?.contains("damaged") == true)
  }
}
