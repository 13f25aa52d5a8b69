/// What a job's machine knows of the store.
package struct StoreLimits: Sendable, Hashable {
  /// Bytes of a stream that a block takes.
  package var blockCapacity: Int
  /// What all blocks can have together, in bytes.
  package var capacity: Int

  package init(blockCapacity: Int, capacity: Int = .max) {
    self.blockCapacity = max(1, blockCapacity)
    self.capacity = capacity
  }
}
