package import BlockStore
package import Model
package import Records
package import Threading

/// Stores the blocks of a stream one after the other, and owns them until they are kept: what is not
/// is deleted with the writer, however the work on the stream ends.
package final class BlockStreamWriter: BlockSink {
  package let name: BlockStreamName
  /// The number of the next block.
  package private(set) var next: Int
  private var firstOwned: Int
  private let storer: BlockStorer

  /// - Parameter first: The number of the first block.
  package init(_ name: BlockStreamName, through storer: BlockStorer, from first: Int = 0) {
    self.name = name
    self.storer = storer
    next = first
    firstOwned = first
  }

  package convenience init(
    _ name: BlockStreamName, store: any BlockStore, cancellation: Cancellation
  ) {
    self.init(name, through: BlockStorer(store: store, cancellation: cancellation))
  }

  deinit { discard() }

  package func nextBlock() -> BlockBuffer { storer.nextBlock() }

  /// Stores a block under the next number, and takes it back.
  package func write(_ block: BlockBuffer) throws(MRError) {
    // Whether a block is in the store is not known if storing it fails.
    next += 1
    try storer.store(block, key: name.key(next - 1))
  }

  /// Leaves numbers out: nobody stores blocks under them now. All that was stored before has to be kept.
  package func pass(_ count: Int) {
    next += count
    firstOwned = next
  }

  /// Gives back a block that needs no storing.
  package func giveBack(_ block: BlockBuffer) { storer.giveBack(block) }

  /// Leaves what was stored so far to others, who know of it now.
  package func keep() { firstOwned = next }

  /// Deletes the blocks from a number on. Those before it stay as they are.
  package func discard(from first: Int) {
    let stored = StoredBlocks(name, first..<next)
    if !stored.numbers.isEmpty { try? storer.delete(stored.keys) }
  }

  /// Deletes what was stored and not kept. A store that cannot delete it keeps it until it ends.
  package func discard() {
    let owned = StoredBlocks(name, firstOwned..<next)
    firstOwned = next
    if !owned.numbers.isEmpty { try? storer.delete(owned.keys) }
  }
}
