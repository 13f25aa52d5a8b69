import Testing

import TestSupport
@testable import Records

@Suite struct KeyHeadTests {
  /// Also at the end of a page, where reading eight bytes would go too far.
  @Test func headsAreTheFirstBytes() {
    var random = SeededGenerator(seed: 5)
    let page = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 4096)
    defer { page.deallocate() }
    for i in page.indices { page[i] = UInt8.random(in: 0...255, using: &random) }
    for start in 4070..<4097 {
      for size in 1...20 {
        var expected: UInt64 = 0
        for i in 0..<min(size, 8) { expected |= UInt64(page[start + i]) << UInt64(8 * i) }
        let key = UnsafeRawPointer(page.baseAddress!) + start
        #expect(KeyHead.load(key, size) == expected)
        #expect(KeyHead.loadOrdered(key, size) == expected.byteSwapped)
      }
    }
  }
}
