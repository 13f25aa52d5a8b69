package import Threading
package import BlockStore
package import Model
package import Records

/// Stores blocks, on the thread that fills them: handed to another thread, each would cost two
/// changes of threads, and often the way to another core's cache.
package final class BlockStorer {
  private let store: any BlockStore
  private let cancellation: Cancellation
  private let pool = BlockPool(capacity: 2)
  private var connection: (any BlockStoreConnection)?

  package init(store: any BlockStore, cancellation: Cancellation) {
    self.store = store
    self.cancellation = cancellation
  }

  /// A block to fill: one of two.
  package func nextBlock() -> BlockBuffer { pool.take() }

  /// Stores and takes back a filled block. Whether it is stored is not known if this throws.
  package func store(_ block: BlockBuffer, key: String) throws(MRError) {
    defer { pool.give(block) }
    let open = try connected()
    block.seal(key: key)
    try open.set(key, block, isCancelled: { cancellation.isCancelled })
  }

  /// Deletes what was stored before.
  func delete(_ keys: [String]) throws(MRError) { try connected().delete(keys) }

  /// Gives back a block that needs no storing.
  package func giveBack(_ block: BlockBuffer) { pool.give(block) }

  private func connected() throws(MRError) -> any BlockStoreConnection {
    let open = if let connection { connection } else { try store.connect() }
    connection = open
    return open
  }
}
