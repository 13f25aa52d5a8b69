import Records
import TestSupport
import Testing

@Suite struct BlockCodecTests {
  let key = "n1.j1.m0.0.7"

  /// A sealed block as the store would return it.
  func stored(payload: [UInt8]) -> [UInt8] {
    let block = BlockBuffer()
    let size = payload.withUnsafeBytes { block.append($0) }
    #expect(size == payload.count)
    block.seal(key: key)
    return Array(block.bytes)
  }

  func payload(of stored: [UInt8], key: String) throws(BlockError) -> [UInt8] {
    let result = stored.withUnsafeBytes { bytes in
      Result { () throws(BlockError) in Array(try BlockCodec.verify(bytes, key: key)) }
    }
    return try result.get()
  }

  static let smallCapacity = BlockLayout.smallBlockSize - BlockLayout.headerSize

  @Test(arguments: [0, 1, 1000, smallCapacity, smallCapacity + 1, BlockLayout.payloadCapacity])
  func whatWasStoredComesBack(size: Int) throws {
    var random = SeededGenerator(seed: UInt64(size))
    let content = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
    let bytes = stored(payload: content)
    let isSmall = size <= Self.smallCapacity
    #expect(bytes.count == (isSmall ? BlockLayout.smallBlockSize : BlockLayout.blockSize))
    #expect(try payload(of: bytes, key: key) == content)

    let copy = BlockBuffer()
    try #require(copy.room(forStored: bytes.count)).copyBytes(from: bytes)
    try copy.accept(stored: bytes.count, key: key)
    #expect(copy.payloadSize == size)
    #expect(Array(copy.bytes) == bytes)
    #expect(try payload(of: Array(copy.fullBytes), key: key) == content)
  }

  @Test func aBlockTakesWhatFits() {
    let block = BlockBuffer()
    block.payloadSize = BlockLayout.payloadCapacity - 3
    #expect([1, 2, 3, 4, 5].withUnsafeBytes { block.append($0) } == 3)
    #expect([1].withUnsafeBytes { block.append($0) } == 0)
  }

  @Test func anotherKeyIsNoticed() {
    #expect(throws: BlockError.wrongKey) {
      try payload(of: stored(payload: [1, 2, 3]), key: "n1.j1.m0.1.7")
    }
  }

  @Test(arguments: [0, 1, 31, 32, 1000, BlockLayout.blockSize - 1, BlockLayout.blockSize + 1])
  func anotherSizeIsNoticed(size: Int) {
    let bytes = stored(payload: [UInt8](repeating: 1, count: BlockLayout.payloadCapacity))
    #expect(throws: BlockError.wrongSize(size)) {
      try payload(of: Array((bytes + [0]).prefix(size)), key: key)
    }
    let block = BlockBuffer()
    #expect(block.room(forStored: size) == nil)
    #expect(throws: BlockError.wrongSize(size)) { try block.accept(stored: size, key: key) }
  }

  @Test func aBlockThatIsCutIsNoticed() {
    let full = stored(payload: [UInt8](repeating: 1, count: BlockLayout.payloadCapacity))
    #expect(throws: BlockError.wrongPayloadSize(BlockLayout.payloadCapacity)) {
      try payload(of: Array(full.prefix(BlockLayout.smallBlockSize)), key: key)
    }
  }

  @Test func everyFlippedBitIsNoticed() {
    let content = (0..<100).map { UInt8($0) }
    var bytes = stored(payload: content)
    for bit in 0..<8 * (BlockLayout.headerSize + content.count) {
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: BlockError.self, "bit \(bit)") { try payload(of: bytes, key: key) }
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
    #expect(throws: Never.self) { try payload(of: bytes, key: key) }
  }

  @Test(arguments: Fuzzing.seeds(1)) func noiseIsNoBlock(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed + 3)
    for _ in 0..<20 {
      var bytes = [UInt8](repeating: 0, count: BlockLayout.blockSize)
      for i in 0..<64 { bytes[i] = UInt8.random(in: 0...255, using: &random) }
      #expect(throws: BlockError.self) { try payload(of: bytes, key: key) }
    }
  }

  /// Changed, cut, put together of two, or under another's key: a block is what it was, or none.
  @Test(arguments: Fuzzing.seeds(40)) func whatIsDamagedIsNoBlock(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let contents = (0..<2).map { _ in
      (0..<Int.random(in: 0...3 * Self.smallCapacity, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    let blocks = contents.map { stored(payload: $0) }
    for _ in 0..<20 {
      let damaged = damaged(blocks, &random)
      guard let payload = try? payload(of: damaged, key: key) else { continue }
      // Behind the payload a block has nothing that counts.
      #expect(contents.contains(payload), "seed \(seed)")
    }
  }

  private func damaged(_ blocks: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = blocks[0]
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
        UInt8(1) << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
    case 2:
      let other = blocks[1]
      let start = Int.random(in: 0..<min(bytes.count, other.count), using: &random)
      bytes.replaceSubrange(start..., with: other[start...])
    case 3: bytes += blocks[1]
    default:
      let start = Int.random(in: 0..<bytes.count, using: &random)
      for i in start..<min(bytes.count, start + 64) {
        bytes[i] = UInt8.random(in: 0...255, using: &random)
      }
    }
    return bytes
  }
}
