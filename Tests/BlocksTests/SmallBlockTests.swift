import BlockStore
import Records
import TestSupport
import Testing

import Blocks

@Suite struct SmallBlockTests {
  private func block(_ number: Int, full: Bool, key: String) -> BlockBuffer {
    let block = BlockBuffer()
    block.payloadSize = full ? BlockLayout.payloadCapacity : 100
    block.payload[0] = UInt8(number % 256)
    block.seal(key: key)
    return block
  }

  /// memcached has given all memory to full blocks. Some of them were deleted since, but what they
  /// leave does not become small items.
  @Test func smallBlocksTakeTheRoomOfFullOnes() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    let options = MemcachedStore.Options(patience: .milliseconds(10))
    let connection = try MemcachedStore(
      servers: [StoreAddress(server.address)], options: options
    ).connect()
    var count = 0
    while (try? connection.set("f\(count)", block(count, full: true, key: "f\(count)")) { false })
      != nil
    {
      count += 1
    }
    try #require(count > 80)
    // As many as one page of small items cannot hold.
    let keys = (0..<count + 60).map { "s\($0)" }
    for (number, key) in keys.enumerated() {
      if number < count { try connection.delete(["f\(number)"]) }
      try connection.set(key, block(number, full: false, key: key)) { false }
    }
    var found: [Int: UInt8] = [:]
    let copy = BlockBuffer()
    try connection.get(keys, room: { copy.room(forStored: $1) }) { index, stored in
      do { try copy.accept(stored: stored.count, key: keys[index]) } catch {
        Issue.record("\(keys[index]): \(error)")
      }
      found[index] = copy.payload[0]
    }
    #expect(found.count == keys.count)
    #expect(found.allSatisfy { $0.value == UInt8($0.key % 256) })
  }
}
