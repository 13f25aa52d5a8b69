import Blocks
import BlockStore
import Foundation
import Model
import Records
import TestSupport
import Testing

@Suite struct PluginBlocksTests {
  private let scratch: Scratch
  private let store = FaultyStore()
  private let bytes: [UInt8]
  private let file: PluginFile

  init() throws {
    scratch = try Scratch()
    var random = SeededGenerator(seed: 41)
    bytes = (0..<BlockLayout.payloadCapacity + 1000).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    let path = "\(scratch.path)/plugin.so"
    try Data(bytes).write(to: URL(filePath: path))
    file = PluginFile(path: path, digest: "d1", size: bytes.count)
  }

  private func fetch() throws -> [UInt8] {
    Array(try PluginBlocks.fetch(file, from: store, namespace: "t"))
  }

  @Test func aPluginComesBackAsItWas() throws {
    try PluginBlocks.store(file, in: store, namespace: "t")
    #expect(PluginBlocks.blocks(of: file, namespace: "t").numbers.count == 2)
    #expect(store.keys.count == 2)
    #expect(try fetch() == bytes)
  }

  @Test func aFileThatChangedSinceIsRefused() throws {
    try Data(bytes + [0]).write(to: URL(filePath: file.path))
    #expect(throws: MRError.self) {
      try PluginBlocks.store(file, in: store, namespace: "t")
    }
    #expect(store.keys.isEmpty)
  }

  @Test func aBlockThatIsLostOrDamagedIsAnError() throws {
    try PluginBlocks.store(file, in: store, namespace: "t")
    let key = BlockStreamName("t", .plugin(digest: "d1")).key(1)
    store.damage(key, at: 500)
    #expect(throws: MRError.self) { _ = try fetch() }
    store.drop(key)
    #expect(throws: MRError.self) { _ = try fetch() }
  }
}
