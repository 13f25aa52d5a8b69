import BlockStore
import Foundation
import Logging
@testable import Master
import Model
import TestSupport
import Testing

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
    let blocks = (0..<53).map { "m\($0)" }
    try put(["a", "b", "other"] + blocks)
    sweeper.delete(["a", "b", "missing"])
    sweeper.delete([])
    sweeper.sweep { "m\($0)" }
    sweeper.sweep { "nothing\($0)" }
    sweeper.close()
    #expect(store.keys == ["other"])
  }

  @Test func settlingWaitsForWhatWasAskedBefore() throws {
    for round in 0..<50 {
      try put(["k\(round)"])
      sweeper.delete(["k\(round)"])
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
      sweeper.sweep { "m\($0)" }
      try shelf.put(file)
      try shelf.put(file)
      shelf.remove(file)
      sweeper.settle()
      #expect(store.keys == [BlockKey.plugin("t", digest: "d", block: 0)])
      shelf.remove(file)
      try shelf.put(file)
      sweeper.settle()
      #expect(store.keys == [BlockKey.plugin("t", digest: "d", block: 0)])
      shelf.remove(file)
    }
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
    let keys = files.map { BlockKey.plugin("t", digest: $0.digest, block: 0) }
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
