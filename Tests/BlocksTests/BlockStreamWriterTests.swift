import BlockStore
import Blocks
import Foundation
import Model
import Records
import TestSupport
import Testing
import Threading

@Suite struct BlockStreamWriterTests {
  private let store = FaultyStore()
  private let name = BlockStreamName("t", .mapOutput(JobID(1), task: 2, attempt: 3))

  private func writer(from first: Int = 0) -> BlockStreamWriter {
    BlockStreamWriter(
      name, through: BlockStorer(store: store, cancellation: Cancellation()), from: first)
  }

  private func write(_ count: Int, _ stream: BlockStreamWriter) throws(MRError) {
    for _ in 0..<count {
      let block = stream.nextBlock()
      [UInt8(stream.next)].withUnsafeBytes { _ = block.append($0) }
      try stream.write(block)
    }
  }

  @Test func whatIsKeptStays() throws {
    do {
      let stream = writer()
      try write(3, stream)
      #expect(stream.next == 3)
      stream.keep()
    }
    #expect(store.keys == StoredBlocks(name, count: 3).keys)
  }

  @Test func whatIsNotKeptGoesWithItsWriter() throws {
    do {
      let stream = writer(from: 10)
      try write(2, stream)
      #expect(store.keys == StoredBlocks(name, 10..<12).keys)
    }
    #expect(store.keys.isEmpty)
  }

  /// Whoever was told of a block has it, also if the stream fails later.
  @Test func onlyWhatCameAfterKeepingGoes() throws {
    do {
      let stream = writer()
      try write(2, stream)
      stream.keep()
      try write(3, stream)
      #expect(store.keys.count == 5)
    }
    #expect(store.keys == StoredBlocks(name, count: 2).keys)
  }

  @Test(arguments: 0..<5) func aFailureLeavesNothing(call: Int) {
    store.failCall(call)
    #expect(throws: MRError(.store, "the connection is broken")) {
      let stream = writer()
      try write(5, stream)
      stream.keep()
    }
    #expect(store.keys.isEmpty)
  }

  @Test func whatIsDiscardedIsGoneAtOnce() throws {
    let stream = writer()
    try write(2, stream)
    stream.discard()
    #expect(store.keys.isEmpty)
    // Numbers are not used twice.
    try write(1, stream)
    stream.keep()
    #expect(store.keys == [name.key(2)])
  }

  @Test(arguments: 0..<2) func aPluginThatCannotBeStoredLeavesNothing(call: Int) throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/plugin.so"
    let size = BlockLayout.payloadCapacity + 1
    try Data(count: size).write(to: URL(filePath: path))
    store.failCall(call)
    #expect(throws: MRError.self) {
      try PluginBlocks.store(
        PluginFile(path: path, digest: "d", size: size), in: store, namespace: "t")
    }
    #expect(store.keys.isEmpty)
  }
}
