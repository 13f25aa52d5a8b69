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
    /// Nil until the copy is complete.
    var blocks: Int?
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
    // From here on nobody else's `remove` takes the copy away.
    let known = copies.withLock { copies in
      copies[file.digest, default: Copy()].users += 1
      return copies[file.digest]?.blocks
    }
    if let known { return known }
    do throws(MRError) {
      // Blocks of a former copy, of the same names, may still wait for their deletion.
      sweeper.settle()
      let blocks = try PluginBlocks.store(file, in: store, namespace: namespace)
      copies.withLock { $0[file.digest]?.blocks = blocks }
      return blocks
    } catch {
      remove(file)
      throw error
    }
  }

  /// Undoes one `put`.
  func remove(_ file: PluginFile) {
    let blocks = copies.withLock { copies -> Int in
      guard var copy = copies[file.digest] else { return 0 }
      copy.users -= 1
      copies[file.digest] = copy.users > 0 ? copy : nil
      return copy.users > 0 ? 0 : copy.blocks ?? 0
    }
    sweeper.delete(
      (0..<blocks).map { BlockKey.plugin(namespace, digest: file.digest, block: $0) })
  }
}
