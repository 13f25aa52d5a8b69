import BlockStore
import Model
import TestSupport
import Testing

/// The faults that a store can be told to have.
struct FaultyStoreTests {
  @Test func losesAndDamagesBlocks() throws {
    let store = FaultyStore()
    let connection = store.connect()
    try connection.set("a", [1, 2, 3])
    try connection.set("b", [])
    #expect(store.keys == ["a", "b"])

    #expect(store.damage("a", at: 4))
    #expect(try connection.values(["a"]) == [0: [1, 0xfd, 3]])
    #expect(!store.damage("b"))
    #expect(!store.damage("c"))

    #expect(store.drop("a"))
    #expect(!store.drop("a"))
    #expect(try connection.values(["a", "b"]) == [1: []])
  }

  @Test func refusesAndRecovers() throws {
    let store = FaultyStore()
    store.refuseSets(3)
    var refusals = 0
    try store.connect().set("a", [1]) {
      refusals += 1
      return false
    }
    #expect(refusals == 3)
    #expect(store.keys == ["a"])
  }

  @Test func hasALimit() throws {
    let store = FaultyStore(capacity: 10, patience: .milliseconds(5))
    let connection = store.connect()
    try connection.set("a", pattern(1, count: 6))
    try connection.set("a", pattern(2, count: 8))
    let error = #expect(throws: MRError.self) { try connection.set("b", [1, 2, 3]) }
    #expect(error?.code == .storeFull)
    #expect(store.statistics() == StoreStatistics(limit: 10, used: 8, items: 1))
    let cancelled = #expect(throws: MRError.self) { try connection.set("b", [1, 2, 3]) { true } }
    #expect(cancelled?.code == .cancelled)
    try connection.delete(["a"])
    try connection.set("b", [1, 2, 3])
  }
}
