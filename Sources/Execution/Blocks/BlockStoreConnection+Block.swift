import BlockStore
import Model
import Records

extension BlockStoreConnection {
  /// Stores a sealed block. A small one that is refused goes in the size of a full one: a server
  /// gives its memory to one size or the other, and what full blocks have taken comes back to them.
  func set(_ key: String, _ block: BlockBuffer, isCancelled: () -> Bool) throws(MRError) {
    if block.bytes.count < block.fullBytes.count {
      do throws(MRError) {
        return try set(key, block.bytes, isCancelled: { true })
      } catch {
        guard error.code == .cancelled else { throw error }
      }
    }
    try set(key, block.fullBytes, isCancelled: isCancelled)
  }
}
