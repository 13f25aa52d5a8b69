import Model
import Synchronization

/// A store within the process, for tests of what lies above: with a limit, and with the faults
/// that a real store has.
package final class MemoryStore: BlockStore {
  private struct State {
    var blocks: [String: [UInt8]] = [:]
    var used = 0
    var refusals = 0

    /// - Returns: whether it was there.
    mutating func remove(_ key: String) -> Bool {
      guard let block = blocks.removeValue(forKey: key) else { return false }
      used -= block.count
      return true
    }
  }
  private let state = Mutex(State())
  private let capacity: Int
  private let patience: Duration

  /// - Parameters:
  ///   - capacity: in bytes of values.
  ///   - patience: how long a full store is asked again.
  package init(capacity: Int = .max, patience: Duration = .seconds(30)) {
    self.capacity = capacity
    self.patience = patience
  }

  package func connect() -> any BlockStoreConnection { Connection(store: self) }

  package func statistics() -> StoreStatistics {
    state.withLock { StoreStatistics(limit: capacity, used: $0.used, items: $0.blocks.count) }
  }

  /// Of all blocks, ascending.
  package var keys: [String] { state.withLock { $0.blocks.keys.sorted() } }

  /// Loses a block.
  /// - Returns: whether it was there.
  @discardableResult
  package func drop(_ key: String) -> Bool { state.withLock { $0.remove(key) } }

  /// Flips the bits of one byte of a block; the place is counted modulo its size.
  /// - Returns: whether there was a byte to damage.
  @discardableResult
  package func damage(_ key: String, at offset: Int = 0) -> Bool {
    state.withLock { state in
      guard let count = state.blocks[key]?.count, count > 0 else { return false }
      state.blocks[key]![offset % count] ^= 0xff
      return true
    }
  }

  /// Refuses the next tries to store a block as a full store does.
  package func refuseSets(_ count: Int) { state.withLock { $0.refusals = count } }

  /// - Returns: whether the block was taken.
  fileprivate func store(_ key: String, _ value: [UInt8]) -> Bool {
    state.withLock { state in
      if state.refusals > 0 {
        state.refusals -= 1
        return false
      }
      let added = value.count - (state.blocks[key]?.count ?? 0)
      guard added <= capacity - state.used else { return false }
      state.blocks[key] = value
      state.used += added
      return true
    }
  }

  private final class Connection: BlockStoreConnection {
    private let store: MemoryStore

    init(store: MemoryStore) { self.store = store }

    func set(
      _ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool
    ) throws(MRError) {
      let bytes = Array(value)
      var refusals = Backoff(patience: store.patience)
      while !store.store(key, bytes) {
        if isCancelled() { throw MRError(.cancelled, "cancelled while block \(key) was stored") }
        guard refusals.wait() else { throw MRError(.storeFull, "no room for block \(key)") }
      }
    }

    func get(
      _ keys: [String],
      room: (_ index: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
      _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
    ) throws(MRError) {
      for (index, key) in keys.enumerated() {
        guard let block = store.state.withLock({ $0.blocks[key] }) else { continue }
        let outcome = block.withUnsafeBytes { bytes in
          Result { () throws(MRError) in
            guard let room = room(index, bytes.count) else { return try body(index, bytes) }
            room.copyMemory(from: bytes)
            try body(index, UnsafeRawBufferPointer(room))
          }
        }
        try outcome.get()
      }
    }

    func delete(_ keys: [String]) {
      store.state.withLock { state in for key in keys { _ = state.remove(key) } }
    }
  }
}
