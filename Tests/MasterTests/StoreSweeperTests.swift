import BlockStore
import Blocks
import Foundation
import Logging
@testable import Master
import Model
import TestSupport
import Testing
import Threading

@Suite struct StoreSweeperTests {
  private let store = FaultyStore()
  private let sweeper: StoreSweeper

  init() {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    sweeper = StoreSweeper(store: store, logger: logger)
  }

  private func put(_ keys: [String]) throws {
    for key in keys {
      try [UInt8](key.utf8).withUnsafeBytes {
        try store.connect().set(key, $0, isCancelled: { false })
      }
    }
  }

  @Test func whatIsNotNeededIsDeletedAndNothingElse() throws {
    let long = BlockStreamName("t", .mapOutput(JobID(1), task: 0, attempt: 0))
    let other = BlockStreamName("t", .mapOutput(JobID(1), task: 1, attempt: 0))
    try put(["other"] + StoredBlocks(long, count: 53).keys + StoredBlocks(other, count: 5).keys)
    sweeper.delete([StoredBlocks(other, 1..<3), StoredBlocks(other, 4..<7)])
    sweeper.delete([])
    sweeper.sweep(long)
    sweeper.sweep(BlockStreamName("t", .merged(JobID(1), partition: 0, attempt: 0)))
    sweeper.close()
    #expect(store.keys == ["other", other.key(0), other.key(3)])
  }

  @Test func settlingWaitsForWhatWasAskedBefore() throws {
    for round in 0..<50 {
      let blocks = StoredBlocks(BlockStreamName("t", .plugin(digest: "d\(round)")), count: 1)
      try put(blocks.keys)
      sweeper.delete([blocks])
      sweeper.settle()
      #expect(store.keys.isEmpty)
    }
    sweeper.close()
  }

  /// The next job may need the plugin that the last one has just given up.
  @Test func aPluginThatIsNeededAgainStays() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/plugin.so"
    try Data([1, 2, 3]).write(to: URL(filePath: path))
    let file = PluginFile(path: path, digest: "d", size: 3)
    let shelf = PluginShelf(store: store, namespace: "t", sweeper: sweeper)
    for _ in 0..<50 {
      // Something to do before it comes to the plugin.
      sweeper.sweep(BlockStreamName("t", .merged(JobID(1), partition: 0, attempt: 0)))
      try shelf.put(file)
      try shelf.put(file)
      shelf.remove(file)
      sweeper.settle()
      #expect(store.keys == [BlockStreamName("t", .plugin(digest: "d")).key(0)])
      shelf.remove(file)
      try shelf.put(file)
      sweeper.settle()
      #expect(store.keys == [BlockStreamName("t", .plugin(digest: "d")).key(0)])
      shelf.remove(file)
    }
    sweeper.close()
    #expect(store.keys.isEmpty)
  }

  /// Whoever comes meanwhile waits, and then stores it in the place of the one who failed.
  @Test func aCopyThatFailsIsMadeByTheNext() async throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/plugin.so"
    try Data([1, 2, 3]).write(to: URL(filePath: path))
    let file = PluginFile(path: path, digest: "d", size: 3)
    let shelf = PluginShelf(store: store, namespace: "t", sweeper: sweeper)
    store.failCall(0)
    let failures = Guarded(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          await BlockingThread.run {
            do throws(MRError) { try shelf.put(file) } catch { failures.update { $0 += 1 } }
          }
        }
      }
    }
    #expect(failures.update { $0 } == 1)
    #expect(store.keys == PluginBlocks.blocks(of: file, namespace: "t").keys)
    for _ in 0..<7 { shelf.remove(file) }
    sweeper.close()
    #expect(store.keys.isEmpty)
  }

  /// The copies that were left last stay for the next jobs, as many as may.
  @Test func copiesWithoutUsersAreBounded() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/plugin.so"
    try Data([1, 2, 3]).write(to: URL(filePath: path))
    let shelf = PluginShelf(store: store, namespace: "t", sweeper: sweeper, mostIdle: 6)
    let files = ["a", "b", "c"].map { PluginFile(path: path, digest: $0, size: 3) }
    let keys = files.map { BlockStreamName("t", .plugin(digest: $0.digest)).key(0) }
    for file in files { try shelf.put(file) }
    for file in files { shelf.remove(file) }
    sweeper.settle()
    #expect(store.keys.sorted() == [keys[1], keys[2]])
    // What is there is not read again.
    try FileManager.default.removeItem(atPath: path)
    try shelf.put(files[1])
    #expect(throws: MRError.self) { try shelf.put(files[0]) }
    shelf.remove(files[1])
    sweeper.close()
    #expect(store.keys.sorted() == [keys[1], keys[2]])
  }

  @Test func aPluginThatCannotBeCopiedIsForgotten() throws {
    let shelf = PluginShelf(store: store, namespace: "t", sweeper: sweeper)
    let file = PluginFile(path: "/nonexistent", digest: "d", size: 3)
    for _ in 0..<2 { #expect(throws: MRError.self) { try shelf.put(file) } }
    sweeper.close()
    #expect(store.keys.isEmpty)
  }
}
