import BlockStore
import Model
import Sealing
import TestSupport
import Testing

/// What every store promises, proved on each of them.
struct StoreContractTests {
  enum Kind: CaseIterable { case memory, oneServer, threeServers, socket, password, sealed }

  /// Runs `body` with a fresh store.
  private func withStore(_ kind: Kind, _ body: (any BlockStore) throws -> Void) throws {
    var servers: [MemcachedProcess] = []
    defer { servers.forEach { $0.stop() } }
    switch kind {
    case .memory:
      try body(MemoryStore())
    case .oneServer, .threeServers:
      for _ in 0..<(kind == .oneServer ? 1 : 3) { servers.append(try .start()) }
      try body(MemcachedStore(servers: servers.map { try StoreAddress($0.address) }))
    case .password:
      let credential = StoreCredential.random()
      servers.append(try .start(credential: credential))
      try body(
        MemcachedStore(servers: [StoreAddress(servers[0].address)], credential: credential))
    case .sealed:
      servers.append(try .start())
      let store = try MemcachedStore(servers: [StoreAddress(servers[0].address)])
      try body(SealedStore(store, BlockSecret()))
    case .socket:
      servers.append(try .start(port: nil))
      try body(MemcachedStore(servers: servers.map { try StoreAddress($0.address) }))
    }
  }

  @Test(arguments: Kind.allCases)
  func givesBackWhatItWasGiven(_ kind: Kind) throws {
    try withStore(kind) { store in
      let connection = try store.connect()
      let sizes = [0, 1, 2, 8_195, 8_196, 8_197, 65_536, 520_192, 1_000_000]
      for (index, size) in sizes.enumerated() {
        try connection.set("k.\(index)", pattern(index, count: size))
      }
      let keys = sizes.indices.map { "k.\($0)" }
      let other = try store.connect()
      var order: [Int] = []
      try other.get(keys) { (index, value) throws(MRError) in
        order.append(index)
        #expect(Array(value) == pattern(index, count: sizes[index]))
      }
      #expect(order.sorted() == Array(keys.indices))

      try other.set("k.3", [1, 2, 3])
      #expect(try connection.values(["k.3"]) == [0: [1, 2, 3]])
    }
  }

  /// Borders of a connection's buffer fall everywhere: into values, into the lines between them.
  @Test(arguments: Kind.allCases)
  func putsValuesWhereTheyAreWanted(_ kind: Kind) throws {
    try withStore(kind) { store in
      let connection = try store.connect()
      let sizes = Array(0..<40) + (1990..<2060) + [100_000, 0, 3]
      for (index, size) in sizes.enumerated() {
        try connection.set("k.\(index)", pattern(index, count: size))
      }
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 100_000, alignment: 16)
      defer { memory.deallocate() }
      var seen = 0
      try connection.get(
        sizes.indices.map { "k.\($0)" },
        room: { (index, size) in
          #expect(size == sizes[index])
          return index % 3 == 0 ? nil : UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
        }
      ) { (index, value) throws(MRError) in
        #expect((value.baseAddress == memory.baseAddress.map { .init($0) }) == (index % 3 != 0))
        #expect(Array(value) == pattern(index, count: sizes[index]))
        seen += 1
      }
      #expect(seen == sizes.count)
    }
  }

  @Test(arguments: Kind.allCases)
  func leavesOutWhatIsMissing(_ kind: Kind) throws {
    try withStore(kind) { store in
      let connection = try store.connect()
      #expect(try connection.values([]).isEmpty)
      #expect(try connection.values(["nothing"]).isEmpty)
      let keys = (0..<1000).map { "a.longer.key.to.fill.some.buffers.with.\($0)" }
      for index in keys.indices where index % 3 != 0 {
        try connection.set(keys[index], pattern(index, count: index))
      }
      let values = try connection.values(keys)
      #expect(values.keys.sorted() == keys.indices.filter { $0 % 3 != 0 })
      #expect(values.allSatisfy { $1 == pattern($0, count: $0) })
      // A key that is asked for twice arrives twice.
      #expect(try connection.values([keys[0], keys[1], keys[1]]).keys.sorted() == [1, 2])
    }
  }

  @Test(arguments: Kind.allCases)
  func deletesAndCounts(_ kind: Kind) throws {
    try withStore(kind) { store in
      let connection = try store.connect()
      #expect(try store.statistics().items == 0)
      let keys = (0..<500).map { "k.\($0)" }
      for key in keys { try connection.set(key, pattern(1, count: 1000)) }
      let full = try store.statistics()
      #expect(full.items == 500)
      #expect((500_000...full.limit).contains(full.used))
      #expect(full.evictions == 0)

      try connection.delete(["nothing"])
      try connection.delete([])
      try connection.delete(Array(keys[10...]) + ["nothing"])
      // All of them are gone by now, not just asked for.
      let other = try store.connect()
      #expect(try other.values(keys).keys.sorted() == Array(0..<10))
      #expect(try store.statistics().items == 10)
    }
  }

  @Test(arguments: Kind.allCases)
  func givesWhatWasAnnounced(_ kind: Kind) throws {
    try withStore(kind) { store in
      let connection = try store.connect()
      let values = (0..<10).map { pattern($0, count: 50_000 * $0) }
      for (index, value) in values.enumerated() { try connection.set("k.\(index)", value) }
      for (index, value) in values.enumerated() {
        #expect(try connection.values(["k.\(index)"]) == [0: value])
        connection.announce("k.\(index + 1)")
      }
      // The last one is not there.
      #expect(try connection.values(["k.10"]).isEmpty)
    }
  }

  /// Nothing depends on it: what was announced may not be asked for after all.
  @Test(arguments: Kind.allCases, [false, true])
  func anAnnouncementMayBeInVain(_ kind: Kind, isPooled: Bool) throws {
    try withStore(kind) { store in
      let store = isPooled ? PooledStore(store) : store
      var connection = try store.connect()
      for key in ["a", "b", "c"] { try connection.set(key, pattern(1, count: 400_000) + key.utf8) }
      func expectAll() throws {
        for key in ["a", "b", "c"] {
          #expect(try connection.values([key])[0]?.last == key.utf8.first)
        }
      }
      connection.announce("a")
      #expect(try connection.values(["b", "c"]).count == 2)
      connection.announce("a")
      connection.announce("b")
      try expectAll()
      connection.announce("a")
      try connection.set("c", pattern(2, count: 9) + "c".utf8)
      connection.announce("c")
      try connection.delete(["x"])
      try expectAll()
      connection.announce("a")
      connection = try store.connect()
      try expectAll()
    }
  }

  @Test(arguments: Kind.allCases)
  func isUsableAfterTheCallerThrew(_ kind: Kind) throws {
    try withStore(kind) { store in
      let connection = try store.connect()
      let keys = (0..<20).map { "k.\($0)" }
      for key in keys { try connection.set(key, pattern(7, count: 300_000)) }
      var calls = 0
      let error = #expect(throws: MRError.self) {
        try connection.get(keys) { (_, _) throws(MRError) in
          calls += 1
          if calls == 3 { throw MRError(.internal, "enough") }
        }
      }
      #expect(error == MRError(.internal, "enough"))
      #expect(calls == 3)
      #expect(try connection.values(keys).count == 20)
    }
  }
}
