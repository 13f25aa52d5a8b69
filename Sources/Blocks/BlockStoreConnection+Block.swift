package import BlockStore
package import Model
package import Records

extension BlockStoreConnection {
  /// Stores a sealed block. A small one that is refused goes in the size of a full one: a server
  /// gives its memory to one size or the other, and what full blocks have taken comes back to them.
  package func set(_ key: String, _ block: BlockBuffer, isCancelled: () -> Bool) throws(MRError) {
    if block.bytes.count < block.fullBytes.count {
      do throws(MRError) {
        return try set(key, block.bytes, isCancelled: { true })
      } catch {
        guard error.code == .cancelled else { throw error }
      }
    }
    try set(key, block.fullBytes, isCancelled: isCancelled)
  }

  /// Fetches and verifies a block.
  /// - Returns: Why it is lost, if it is.
  package func get(_ key: String, into block: BlockBuffer) throws(MRError) -> String? {
    var loss: String? = "block \(key) is missing"
    try get([key], room: { (_, size) in block.room(forStored: size) }) { (_, value) in
      loss = block.loss(stored: value.count, key: key)
    }
    return loss
  }
}

extension BlockBuffer {
  /// Takes over a stored block that lies in its memory.
  /// - Returns: Why it is lost, if it is damaged.
  package func loss(stored size: Int, key: String) -> String? {
    do throws(BlockError) {
      try accept(stored: size, key: key)
      return nil
    } catch {
      return "block \(key) is damaged: \(error)"
    }
  }
}
