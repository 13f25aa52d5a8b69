package import BlockStore
import CProcess
import FoundationEssentials
package import Model

/// A store whose blocks are sealed. A block that does not open is as good as none: it is left out.
package struct SealedStore: BlockStore {
  private let store: any BlockStore
  private let seal: BlockSeal

  package init(_ store: any BlockStore, _ secret: BlockSecret) {
    self.store = store
    seal = BlockSeal(secret)
    // Each block is sealed into, and opened into, memory of its own.
    mr_keep_memory(1 << 20)
  }

  package func connect() throws(MRError) -> any BlockStoreConnection {
    SealedConnection(try store.connect(), seal)
  }

  package func statistics() throws(MRError) -> StoreStatistics { try store.statistics() }
}

private final class SealedConnection: BlockStoreConnection {
  private let connection: any BlockStoreConnection
  private let seal: BlockSeal

  init(_ connection: any BlockStoreConnection, _ seal: BlockSeal) {
    self.connection = connection
    self.seal = seal
  }

  func set(
    _ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool
  ) throws(MRError) {
    let outcome = seal.seal(value, name: key).withUnsafeBytes { sealed in
      Result { () throws(MRError) in
        try connection.set(key, sealed, isCancelled: isCancelled)
      }
    }
    try outcome.get()
  }

  func get(
    _ keys: [String],
    room: (_ index: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
    _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
  ) throws(MRError) {
    try connection.get(keys) { (index, sealed) throws(MRError) in
      guard let block = seal.open(sealed, name: keys[index]) else { return }
      let outcome = block.withUnsafeBytes { block in
        Result { () throws(MRError) in
          guard let room = room(index, block.count) else { return try body(index, block) }
          room.copyMemory(from: block)
          try body(index, UnsafeRawBufferPointer(room))
        }
      }
      try outcome.get()
    }
  }

  func announce(_ key: String) { connection.announce(key) }

  func delete(_ keys: [String]) throws(MRError) { try connection.delete(keys) }
}
