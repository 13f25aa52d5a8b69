package import BlockStore
import Glibc
import Model
import Synchronization

/// A memory store with a limit, which loses, damages and refuses blocks when a test says so.
package final class FaultyStore: BlockStore {
  private struct State {
    var sizes: [String: Int] = [:]
    var refusals = 0
    /// Calls that succeed before one fails.
    var callsToFailure: Int?
  }
  private let state = Mutex(State())
  private let blocks = MemoryStore()
  private let capacity: Int
  private let patience: Duration

  /// - Parameters:
  ///   - capacity: In bytes of values.
  ///   - patience: How long a full store is asked again.
  package init(capacity: Int = .max, patience: Duration = .seconds(30)) {
    self.capacity = capacity
    self.patience = patience
  }

  package func connect() -> any BlockStoreConnection { Connection(store: self) }

  package func statistics() -> StoreStatistics {
    let statistics = blocks.statistics()
    return StoreStatistics(limit: capacity, used: statistics.used, items: statistics.items)
  }

  /// Of all blocks, ascending.
  package var keys: [String] { state.withLock { $0.sizes.keys.sorted() } }

  /// Loses a block.
  /// - Returns: Whether it was there.
  @discardableResult
  package func drop(_ key: String) -> Bool {
    let wasThere = state.withLock { $0.sizes.removeValue(forKey: key) } != nil
    return wasThere && (try? blocks.connect().delete([key])) != nil
  }

  /// Flips the bits of one byte of a block; the place is counted modulo its size.
  /// - Returns: Whether there was a byte to damage.
  @discardableResult
  package func damage(_ key: String, at offset: Int = 0) -> Bool {
    let connection = blocks.connect()
    var block: [UInt8] = []
    try? connection.get([key]) { (_, value) throws(MRError) in block = Array(value) }
    guard !block.isEmpty else { return false }
    block[offset % block.count] ^= 0xff
    return (try? block.withUnsafeBytes { try connection.set(key, $0) { false } }) != nil
  }

  /// Refuses the next tries to store a block as a full store does.
  package func refuseSets(_ count: Int) { state.withLock { $0.refusals = count } }

  /// Fails one of the calls that store or fetch: 0 is the next. What it was to store is stored all
  /// the same, as it may be when a connection breaks.
  package func failCall(_ number: Int?) { state.withLock { $0.callsToFailure = number } }

  /// Whether the call that was to fail is still to come.
  package var isToFail: Bool { state.withLock { $0.callsToFailure != nil } }

  private func fail() throws(MRError) {
    let isFailure = state.withLock { state in
      guard let left = state.callsToFailure else { return false }
      state.callsToFailure = left > 0 ? left - 1 : nil
      return left == 0
    }
    if isFailure { throw MRError(.store, "the connection is broken") }
  }

  /// - Returns: Whether there is room for the block, which is taken then.
  private func admit(_ key: String, size: Int) -> Bool {
    state.withLock { state in
      if state.refusals > 0 {
        state.refusals -= 1
        return false
      }
      let used = state.sizes.values.reduce(0, +) - (state.sizes[key] ?? 0)
      guard size <= capacity - used else { return false }
      state.sizes[key] = size
      return true
    }
  }

  private final class Connection: BlockStoreConnection {
    private let store: FaultyStore
    private let blocks: any BlockStoreConnection

    init(store: FaultyStore) {
      self.store = store
      blocks = store.blocks.connect()
    }

    func set(
      _ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool
    ) throws(MRError) {
      let deadline = ContinuousClock.now + store.patience
      while !store.admit(key, size: value.count) {
        if isCancelled() { throw MRError(.cancelled, "cancelled while block \(key) was stored") }
        guard ContinuousClock.now < deadline else {
          throw MRError(.storeFull, "no room for block \(key)")
        }
        usleep(1000)
      }
      try blocks.set(key, value, isCancelled: isCancelled)
      try store.fail()
    }

    func get(
      _ keys: [String],
      room: (_ index: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
      _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
    ) throws(MRError) {
      try store.fail()
      try blocks.get(keys, room: room, body)
    }

    func delete(_ keys: [String]) throws(MRError) {
      store.state.withLock { state in for key in keys { state.sizes[key] = nil } }
      try blocks.delete(keys)
    }
  }
}
