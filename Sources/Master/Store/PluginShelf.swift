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
    var isComplete = false
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
  func put(_ file: PluginFile) throws(MRError) {
    // From here on nobody else's `remove` takes the copy away.
    let isThere = copies.withLock { copies in
      copies[file.digest, default: Copy()].users += 1
      return copies[file.digest]?.isComplete ?? false
    }
    if isThere { return }
    do throws(MRError) {
      // Blocks of a former copy, of the same names, may still wait for their deletion.
      sweeper.settle()
      try PluginBlocks.store(file, in: store, namespace: namespace)
      copies.withLock { $0[file.digest]?.isComplete = true }
    } catch {
      remove(file)
      throw error
    }
  }

  /// Undoes one `put`.
  func remove(_ file: PluginFile) {
    let isLast = copies.withLock { copies in
      guard var copy = copies[file.digest] else { return false }
      copy.users -= 1
      copies[file.digest] = copy.users > 0 ? copy : nil
      return copy.users == 0 && copy.isComplete
    }
    guard isLast else { return }
    sweeper.delete(
      (0..<PluginBlocks.count(of: file)).map {
        BlockKey.plugin(namespace, digest: file.digest, block: $0)
      })
  }
}
