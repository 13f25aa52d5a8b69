import CMapReduce
import Foundation
import Model
import TestSupport
import Testing

@testable import Cache

@Suite struct EntryTests {
  @Test(arguments: [0, 1, 20, 3000])
  func givesBackWhatWasKept(pages: Int) throws {
    let sandbox = try Sandbox()
    let cache = sandbox.cache
    let records = Sandbox.pages(pages)
    sandbox.keep("a", records, log: ["one", "two"], in: cache)
    for capacity in [1, 7, 1024] {
      let content = try #require(try sandbox.find("a", in: cache, capacity: capacity))
      #expect(content.records == records)
      #expect(content.other.count == 4)
    }
    // Another process finds it as well.
    #expect(try sandbox.find("a", in: sandbox.cache)?.records == records)
    #expect(try sandbox.find("b", in: cache) == nil)
  }

  @Test func recordsOfEverySize() throws {
    let sandbox = try Sandbox(size: 256 << 20)
    let cache = sandbox.cache
    for size in [0, 1, EntryLayout.blockSize - 1, EntryLayout.blockSize, 3 << 20, 15 << 20] {
      let records = Sandbox.noise(size, seed: UInt64(size)) + [.init(number: 9, key: [], value: [])]
      sandbox.keep("\(size)", records, in: cache)
      #expect(try sandbox.find("\(size)", in: cache)?.records == records)
    }
    sandbox.keep("huge", Sandbox.noise(EntryLayout.mostItem + 1, seed: 1), in: cache)
    #expect(try sandbox.find("huge", in: cache) == nil)
  }

  /// A small entry is read once and a large one by blocks.
  @Test(arguments: [2, 3000])
  func damageIsFound(pages: Int) throws {
    let sandbox = try Sandbox()
    let cache = sandbox.cache
    let records = Sandbox.pages(pages)
    sandbox.keep("a", records, log: ["x"], in: cache)
    let path = sandbox.path("a")
    let sound = try Data(contentsOf: URL(filePath: path))
    #expect(pages < 10 || sound.count > 1 << 20)
    // Every byte of what is small; of the rest the ends and some between.
    var offsets = Array(0..<min(sound.count, 300)) + Array(max(0, sound.count - 300)..<sound.count)
    offsets += stride(from: 300, to: sound.count, by: max(1, sound.count / 100))
    for offset in offsets {
      var damaged = sound
      damaged[offset] ^= UInt8(1 << (offset % 8))
      try damaged.write(to: URL(filePath: path))
      #expect(try sandbox.find("a", in: cache) == nil, "byte \(offset)")
      #expect(!sandbox.has("a"), "byte \(offset): the entry is left")
    }
    for size in [0, 1, 47, 48, 60, sound.count / 2, sound.count - 8, sound.count - 1] {
      try sound.prefix(size).write(to: URL(filePath: path))
      #expect(try sandbox.find("a", in: cache) == nil, "\(size) bytes")
    }
    for more in [Data([0]), sound] {
      try (sound + more).write(to: URL(filePath: path))
      #expect(try sandbox.find("a", in: cache) == nil)
    }
    // It is made again.
    sandbox.keep("a", records, in: cache)
    #expect(try sandbox.find("a", in: cache)?.records == records)
  }

  @Test func anEntryOfAnotherKeyIsNone() throws {
    let sandbox = try Sandbox()
    let cache = sandbox.cache
    sandbox.keep("a", Sandbox.pages(3), in: cache)
    sandbox.keep("b", Sandbox.pages(4), in: cache)
    try FileManager.default.removeItem(atPath: sandbox.path("b"))
    try FileManager.default.copyItem(atPath: sandbox.path("a"), toPath: sandbox.path("b"))
    #expect(try sandbox.find("b", in: cache) == nil)
    #expect(try sandbox.find("a", in: cache) != nil)
  }

  @Test func codeThatChangedMakesAnEntryVoid() throws {
    let sandbox = try Sandbox()
    let cache = sandbox.cache
    let path = sandbox.scratch.path + "/code"
    try Data([1]).write(to: URL(filePath: path))
    let file = CodeFile(
      path: BytePath(path), identity: try #require(FileIdentity(BytePath(path))))
    sandbox.keep("a", Sandbox.pages(3), files: [file], in: cache)
    #expect(try sandbox.find("a", in: cache) != nil)
    try Data([2, 3]).write(to: URL(filePath: path))
    #expect(try sandbox.find("a", in: cache) == nil)
    #expect(!sandbox.has("a"))
  }

  /// Whatever a block says once its checksum is right: no step outside of it.
  @Test func noItemsMakeTheDecoderStumble() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        // Tags and small numbers often enough to get far.
        Bool.random(using: &generator)
          ? UInt8.random(in: 0...5, using: &generator)
          : UInt8.random(in: 0...255, using: &generator)
      }
      bytes.withUnsafeBytes { block in
        var items = ItemDecoder(block)
        var size = 0
        while let item = try? items.next() {
          guard case .record(let record) = item else { continue }
          for part in [record.key, record.value] {
            let part = UnsafeRawBufferPointer(start: part.data, count: part.size)
            size += part.count
            #expect(part.isEmpty || part.baseAddress! >= block.baseAddress!)
          }
        }
        #expect(size <= block.count)
      }
      bytes.withUnsafeBytes { _ = try? EntryDescription(decoding: $0) }
    }
  }
}
