import BlockStore
import Dispatch
import Model
import Sealing
import Synchronization
import TestSupport
import Testing

/// How the store over memcached behaves when a server is full, slow, gone or back again.
struct MemcachedStoreTests {
  private let impatient = MemcachedStore.Options(
    patience: .milliseconds(100), reconnectPatience: .milliseconds(100))

  private func store(
    _ server: MemcachedProcess, _ options: MemcachedStore.Options = .init()
  ) throws -> MemcachedStore {
    try MemcachedStore(servers: [StoreAddress(server.address)], options: options)
  }

  private let block = pattern(1, count: 520_192)

  /// Stores blocks until the server refuses one.
  /// - Returns: their number and the refusal.
  private func fill(
    _ server: MemcachedProcess, _ secret: BlockSecret? = nil
  ) throws -> (count: Int, refusal: MRError) {
    let store = try store(server, impatient)
    let connection = try secret.map { try SealedStore(store, $0).connect() } ?? store.connect()
    for number in 0..<1000 {
      do throws(MRError) { try connection.set("full.\(number)", block) } catch {
        return (number, error)
      }
    }
    throw MemcachedProcess.Failure(reason: "64 MB take 1000 blocks")
  }

  /// Whatever its addresses are, a server's memory is there once.
  @Test func oneServerIsNotTwo() throws {
    let (first, second) = (try MemcachedProcess.start(), try MemcachedProcess.start())
    defer {
      first.stop()
      second.stop()
    }
    func store(_ addresses: String...) throws -> MemcachedStore {
      try MemcachedStore(
        servers: addresses.map { (text) throws(MRError) in try StoreAddress(text) })
    }
    let alias = "localhost:\(first.port)"
    try store(first.address, second.address).checkDistinct()
    try store(first.address).checkDistinct()
    let error = #expect(throws: MRError.self) {
      try store(first.address, second.address, alias).checkDistinct()
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message == "the stores \(first.address) and \(alias) are the same server")
  }

  @Test func losesPatienceWithAFullStore() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    let (count, refusal) = try fill(server)
    #expect(count > 80)
    #expect(refusal.code == .storeFull)
    #expect(refusal.message.contains(server.address))
    #expect(refusal.remedy?.contains("--store-memory") == true)
    #expect(try store(server).statistics().evictions == 0)
    // Everything that was taken is still there.
    let connection = try store(server).connect()
    #expect(try connection.values((0..<count).map { "full.\($0)" }).count == count)
  }

  /// A seal is small enough for the items' class of a full block.
  @Test func sealedBlocksTakeNoMoreRoom() throws {
    let servers = [try MemcachedProcess.start(), try MemcachedProcess.start()]
    defer { servers.forEach { $0.stop() } }
    #expect(try fill(servers[0]).count == fill(servers[1], BlockSecret()).count)
  }

  @Test func waitsForRoom() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    let (count, _) = try fill(server)
    let store = try store(server)
    let other = try store.connect()
    var refusals = 0
    try store.connect().set("late", block) {
      refusals += 1
      if refusals == 5 { try? other.delete((0..<count).map { "full.\($0)" }) }
      return false
    }
    #expect(refusals >= 5)
    #expect(try other.values(["late"]) == [0: block])
  }

  @Test func stopsWaitingWhenCancelled() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    _ = try fill(server)
    let connection = try store(server).connect()
    var refusals = 0
    let error = #expect(throws: MRError.self) {
      try connection.set("late", block) {
        refusals += 1
        return refusals == 3
      }
    }
    #expect(error?.code == .cancelled)
    #expect(refusals == 3)
  }

  @Test func refusesAtOnceWhatCannotBeStored() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    let connection = try store(server).connect()
    let tooLarge = #expect(throws: MRError.self) {
      try connection.set("large", [UInt8](repeating: 1, count: 2 << 20))
    }
    #expect(tooLarge?.code == .store)
    #expect(tooLarge?.remedy?.contains("-I") == true)
    for key in ["", "a b", "a\r\nflush_all", "ä", String(repeating: "k", count: 251)] {
      #expect(throws: MRError.self) { try connection.set(key, [1]) }
      #expect(throws: MRError.self) { try connection.values([key]) }
      #expect(throws: MRError.self) { try connection.delete([key]) }
    }
    let longest = String(repeating: "k", count: 250)
    try connection.set(longest, [1])
    #expect(try connection.values([longest]) == [0: [1]])
  }

  @Test func namesAServerThatIsGone() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    let store = try store(server, impatient)
    let connection = try store.connect()
    try connection.set("k", block)
    server.stop()
    // A connection failure is never mistaken for a missing block.
    for operation in [
      { _ = try connection.values(["k"]) }, { try connection.set("k", block) },
      { try connection.delete(["k"]) }, { _ = try store.statistics() }, { _ = try store.connect() },
    ] {
      let error = #expect(throws: MRError.self, performing: operation)
      #expect(error?.code == .store)
      #expect(error?.message.contains(server.address) == true)
    }
  }

  @Test func survivesARestart() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    let store = try store(server, impatient)
    let connection = try store.connect()
    try connection.set("k", block)
    server.stop()
    #expect(throws: MRError.self) { try connection.set("k", block) }
    let next = try MemcachedProcess.start(port: server.port)
    defer { next.stop() }
    #expect(try connection.values(["k"]).isEmpty)
    try connection.set("k", block)
    #expect(try connection.values(["k"]) == [0: block])

    // And without an error in between.
    next.stop()
    let last = try MemcachedProcess.start(port: server.port)
    defer { last.stop() }
    try connection.set("k", block)
    #expect(try connection.values(["k"]) == [0: block])

    // And with a value on its way.
    connection.announce("k")
    last.stop()
    connection.announce("k")
    let another = try MemcachedProcess.start(port: server.port)
    defer { another.stop() }
    #expect(try connection.values(["k"]).isEmpty)
  }

  @Test func givesUpOnAServerThatHangs() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    var options = impatient
    options.responseTimeout = .milliseconds(500)
    let connection = try store(server, options).connect()
    try connection.set("k", block)
    server.pause()
    let error = #expect(throws: MRError.self) { _ = try connection.values(["k"]) }
    #expect(error?.code == .store)
    server.resume()
    #expect(try connection.values(["k"]) == [0: block])
  }

  @Test func findsBlocksThroughAnyProcessesHandle() throws {
    let servers = try (0..<3).map { _ in try MemcachedProcess.start() }
    defer { servers.forEach { $0.stop() } }
    let addresses = try servers.map { try StoreAddress($0.address) }
    let keys = (0..<300).map { "j1.m\($0).0.0" }
    let writer = try MemcachedStore(servers: addresses).connect()
    for key in keys { try writer.set(key, Array(key.utf8)) }
    #expect(try MemcachedStore(servers: addresses).connect().values(keys).count == 300)
    for address in addresses {
      let items = try MemcachedStore(servers: [address]).statistics().items
      #expect((60...140).contains(items), "the blocks lie evenly: \(items)")
    }
    // No other server stands in for one that is gone.
    servers[1].stop()
    let rest = try MemcachedStore(servers: addresses, options: impatient)
    #expect(throws: MRError.self) { try rest.connect() }
  }

  @Test func servesManyThreads() throws {
    let server = try MemcachedProcess.start(memoryMB: 256)
    defer { server.stop() }
    let store = try store(server)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      do {
        let connection = try store.connect()
        for round in 0..<20 {
          let keys = (0..<8).map { "t\(thread).\(round).\($0)" }
          let values = (0..<8).map { pattern(thread * 1000 + round * 10 + $0, count: 5000 * $0) }
          for (key, value) in zip(keys, values) { try connection.set(key, value) }
          let found = try connection.values(keys)
          if (0..<8).contains(where: { found[$0] != values[$0] }) {
            failures.withLock { $0.append("\(thread) \(round)") }
          }
          try connection.delete(keys)
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try store.statistics().items == 0)
  }
}
