import Model
import Synchronization

/// A store within the process. It takes what it is given, and never loses a block.
package final class MemoryStore: BlockStore {
  private struct State {
    var blocks: [String: [UInt8]] = [:]
    var used = 0
  }
  private let state = Mutex(State())

  package init() {}

  package func connect() -> any BlockStoreConnection { Connection(store: self) }

  package func statistics() -> StoreStatistics {
    state.withLock { StoreStatistics(limit: .max, used: $0.used, items: $0.blocks.count) }
  }

  private final class Connection: BlockStoreConnection {
    private let store: MemoryStore

    init(store: MemoryStore) { self.store = store }

    func set(_ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool) {
      let bytes = Array(value)
      store.state.withLock { state in
        state.used += bytes.count - (state.blocks.updateValue(bytes, forKey: key)?.count ?? 0)
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
      store.state.withLock { state in
        for key in keys { state.used -= state.blocks.removeValue(forKey: key)?.count ?? 0 }
      }
    }
  }
}
