import BlockStore
import Blocks
import Glibc
import Model
import Records
import Synchronization
import TestSupport
import Testing
import Threading

/// What passes between the threads of an attempt.
@Suite struct BlockThreadsTests {
  private let store = FaultyStore()

  private func fill(_ block: BlockBuffer, _ number: Int) {
    withUnsafeBytes(of: number) { _ = block.append($0) }
  }

  private func number(_ block: BlockBuffer) -> Int {
    block.payload.loadUnaligned(as: Int.self)
  }

  private func storeBlocks(_ count: Int) throws {
    let storer = BlockStorer(store: store, cancellation: Cancellation())
    for index in 0..<count {
      let block = storer.nextBlock()
      fill(block, index)
      try storer.store(block, key: "k\(index)")
    }
  }

  @Test func manyThreadsFetchWhatWasStored() async throws {
    let count = 60
    try storeBlocks(count)
    store.drop("k17")
    store.damage("k18", at: BlockLayout.headerSize + 1)
    store.damage("k19", at: 0)
    let fetcher = BlockFetcher(store: store, depth: 8)
    let lost = Guarded<Set<Int>>([])
    await withTaskGroup(of: Void.self) { group in
      for start in 0..<4 {
        group.addTask {
          await BlockingThread.run {
            for index in stride(from: start, to: count, by: 4) {
              let ticket = fetcher.request("k\(index)")
              switch try? fetcher.take(ticket) {
              case .block(let block):
                #expect(number(block) == index)
                fetcher.giveBack(block)
              case .lost: lost.update { _ = $0.insert(index) }
              case nil: Issue.record("the fetcher failed")
              }
            }
          }
        }
      }
    }
    fetcher.close()
    #expect(lost.update { $0 } == [17, 18, 19])
  }

  /// A damaged byte beyond the payload is no damage; every one before it is.
  @Test func everyDamagedByteOfAPayloadIsSeen() throws {
    try storeBlocks(1)
    let fetcher = BlockFetcher(store: store, depth: 1)
    defer { fetcher.close() }
    for offset in 0..<(BlockLayout.headerSize + MemoryLayout<Int>.size) {
      store.damage("k0", at: offset)
      defer { store.damage("k0", at: offset) }
      guard case .lost = try fetcher.take(fetcher.request("k0")) else {
        Issue.record("byte \(offset) was damaged unseen")
        return
      }
    }
  }

  /// Closed while blocks wait to be taken, are on their way, or are held; but not all are held.
  @Test(arguments: 0..<20)
  func aFetcherMayBeClosedEarly(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try storeBlocks(16)
    let store = CountingStore(store)
    do {
      let fetcher = BlockFetcher(store: store, depth: 4)
      let tickets = (0..<16).map { fetcher.request("k\($0)") }
      for ticket in tickets.prefix(Int.random(in: 0...3, using: &random)) {
        _ = try fetcher.take(ticket)
      }
      fetcher.close()
    }
    // Its thread lets go of the connection when it ends.
    #expect(eventually { store.connections == 0 })
  }

  @Test func aStoreThatFailsFailsEveryRequest() throws {
    let fetcher = BlockFetcher(store: DeadStore(), depth: 2)
    defer { fetcher.close() }
    let tickets = (0..<5).map { fetcher.request("k\($0)") }
    for ticket in tickets {
      #expect(throws: MRError(.store, "dead")) { _ = try fetcher.take(ticket) }
    }
    // Also one that comes when the thread has ended.
    let late = fetcher.request("late")
    #expect(throws: MRError(.store, "dead")) { _ = try fetcher.take(late) }
  }

  /// Nobody waits for ever for a block that a failure was to give back.
  @Test func aStoreThatFailsStopsWhoeverFillsBlocks() {
    let storer = BlockStorer(store: DeadStore(), cancellation: Cancellation())
    for index in 0..<10 {
      let block = storer.nextBlock()
      #expect(throws: MRError(.store, "dead")) { try storer.store(block, key: "k\(index)") }
    }
  }

  @Test func aCancelledStorerDoesNotWaitForRoom() throws {
    let cancellation = Cancellation()
    store.refuseSets(.max)
    let storer = BlockStorer(store: store, cancellation: cancellation)
    cancellation.request()
    do throws(MRError) {
      try storer.store(storer.nextBlock(), key: "k")
      Issue.record("it was stored")
    } catch {
      #expect(error.code == .cancelled)
    }
  }

  @Test func aPoolLendsNoMoreThanItHas() async {
    let pool = BlockPool(capacity: 3)
    let used = Guarded((now: 0, most: 0))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          await BlockingThread.run {
            for _ in 0..<200 {
              let block = pool.take()
              used.update { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
              #expect(block.payloadSize == 0)
              block.payloadSize = 1
              used.update { $0.now -= 1 }
              pool.give(block)
            }
          }
        }
      }
    }
    #expect(used.update { $0.most } <= 3)
  }

  @Test func noWakeUpIsLost() async {
    let queue = Guarded<[Int]>([])
    let sum = Guarded(0)
    await withTaskGroup(of: Void.self) { group in
      for producer in 0..<4 {
        group.addTask {
          await BlockingThread.run {
            for index in 0..<500 {
              // At most three wait to be taken.
              queue.wait { $0.count < 3 ? $0.append(producer * 500 + index) : nil }
            }
          }
        }
        group.addTask {
          await BlockingThread.run {
            for _ in 0..<500 {
              let value = queue.wait { $0.popLast() }
              sum.update { $0 += value }
            }
          }
        }
      }
    }
    #expect(sum.update { $0 } == 2000 * 1999 / 2)
  }

  /// The stack of a thread is 8 MiB of address space, which has to come back.
  @Test func threadsLeaveNothingBehind() {
    let count = 2000
    let before = addressSpace
    let ended = Guarded(0)
    for index in 1...count {
      _ = BlockingThread { ended.update { $0 += 1 } }
      ended.wait { $0 >= index ? () : nil }
    }
    #expect(eventually { addressSpace - before < count * (8 << 20) / 2 })
  }

  @Test func errorsComeOutOfAThread() async {
    await #expect(throws: MRError(.internal, "no")) {
      try await BlockingThread.run { () throws(MRError) in throw MRError(.internal, "no") }
    }
  }

  /// In bytes.
  private var addressSpace: Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return 0 }
    return atol(line) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// For what a thread does on its way out, which nobody is told of.
  private func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<60_000 {
      if condition() { return true }
      usleep(1000)
    }
    return false
  }
}

/// A store that nobody reaches.
private struct DeadStore: BlockStore {
  func connect() throws(MRError) -> any BlockStoreConnection { throw MRError(.store, "dead") }
  func statistics() throws(MRError) -> StoreStatistics { throw MRError(.store, "dead") }
}

/// Counts the connections that are open.
private final class CountingStore: BlockStore {
  private let store: FaultyStore
  private let open = Atomic<Int>(0)

  init(_ store: FaultyStore) { self.store = store }

  var connections: Int { open.load(ordering: .relaxed) }

  func connect() throws(MRError) -> any BlockStoreConnection {
    open.wrappingAdd(1, ordering: .relaxed)
    return Connection(store.connect()) { [self] in open.wrappingSubtract(1, ordering: .relaxed) }
  }

  func statistics() throws(MRError) -> StoreStatistics { store.statistics() }

  private final class Connection: BlockStoreConnection {
    private let connection: any BlockStoreConnection
    private let onEnd: () -> Void

    init(_ connection: any BlockStoreConnection, onEnd: @escaping () -> Void) {
      self.connection = connection
      self.onEnd = onEnd
    }

    deinit { onEnd() }

    func set(
      _ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool
    ) throws(MRError) { try connection.set(key, value, isCancelled: isCancelled) }

    func get(
      _ keys: [String],
      room: (_ index: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
      _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
    ) throws(MRError) { try connection.get(keys, room: room, body) }

    func delete(_ keys: [String]) throws(MRError) { try connection.delete(keys) }
  }
}
