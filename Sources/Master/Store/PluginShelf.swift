import BlockStore
import Execution
import Foundation
import Model
import Records
import Synchronization

/// Copies of plugins in the store, by digest, for workers that cannot read the path. A copy is
/// there as long as a job uses it.
final class PluginShelf: Sendable {
  private struct Copy {
    var users = 0
    var blocks = 0
  }
  private let copies = Mutex<[String: Copy]>([:])
  private let store: any BlockStore
  private let namespace: String
  private let sweeper: StoreSweeper

  init(store: any BlockStore, namespace: String, sweeper: StoreSweeper) {
    self.store = store
    self.namespace = namespace
    self.sweeper = sweeper
  }

  /// Makes sure that the store has the file. Blocks.
  /// - Returns: Number of its blocks.
  func put(_ file: PluginFile) throws(MRError) -> Int {
    let known = copies.withLock { copies -> Int? in
      guard copies[file.digest] != nil else { return nil }
      copies[file.digest]?.users += 1
      return copies[file.digest]?.blocks
    }
    if let known { return known }
    let blocks = try PluginBlocks.store(file, in: store, namespace: namespace)
    copies.withLock { copies in
      copies[file.digest, default: Copy()].users += 1
      copies[file.digest]?.blocks = blocks
    }
    return blocks
  }

  /// Undoes one `put`.
  func remove(_ file: PluginFile) {
    let blocks = copies.withLock { copies -> Int in
      guard var copy = copies[file.digest] else { return 0 }
      copy.users -= 1
      copies[file.digest] = copy.users > 0 ? copy : nil
      return copy.users > 0 ? 0 : copy.blocks
    }
    sweeper.delete(
      (0..<blocks).map { BlockKey.plugin(namespace, digest: file.digest, block: $0) })
  }
}
