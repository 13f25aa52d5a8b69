import Blocks
import BlockStore
import Foundation
import Model
import Records
import Synchronization

/// Copies of plugins in the store, by digest, for workers that cannot read the path. A copy is
/// there as long as a job uses it, and may stay for the next one.
final class PluginShelf: Sendable {
  fileprivate struct Copy {
    var users = 0
    var isComplete = false
  }
  fileprivate struct State {
    /// The copies by digest.
    var copies: [String: Copy] = [:]
    /// Copies without users, the one that was left first before the others.
    var idle: [PluginFile] = []
  }
  private let state = Mutex(State())
  private let store: any BlockStore
  private let namespace: String
  private let sweeper: StoreSweeper
  private let mostIdle: Int

  /// - Parameter mostIdle: Bytes of copies that stay without users. Only in a store that keeps what
  ///   it has taken for as long as the master lives.
  init(store: any BlockStore, namespace: String, sweeper: StoreSweeper, mostIdle: Int = 0) {
    self.store = store
    self.namespace = namespace
    self.sweeper = sweeper
    self.mostIdle = mostIdle
  }

  /// Makes sure that the store has the file. Blocks.
  func put(_ file: PluginFile) throws(MRError) {
    // From here on nobody else's `remove` takes the copy away.
    let isThere = state.withLock { state in
      state.copies[file.digest, default: Copy()].users += 1
      state.idle.removeAll { $0.digest == file.digest }
      return state.copies[file.digest]?.isComplete ?? false
    }
    if isThere { return }
    do throws(MRError) {
      // Blocks of a former copy, of the same names, may still wait for their deletion.
      sweeper.settle()
      try PluginBlocks.store(file, in: store, namespace: namespace)
      state.withLock { $0.copies[file.digest]?.isComplete = true }
    } catch {
      remove(file)
      throw error
    }
  }

  /// Undoes one `put`.
  func remove(_ file: PluginFile) {
    let unwanted = state.withLock { state in
      state.leave(file)
      return state.clear(downTo: mostIdle)
    }
    for file in unwanted {
      sweeper.delete(
        (0..<PluginBlocks.count(of: file)).map {
          BlockKey.plugin(namespace, digest: file.digest, block: $0)
        })
    }
  }
}

extension PluginShelf.State {
  fileprivate mutating func leave(_ file: PluginFile) {
    guard var copy = copies[file.digest] else { return }
    copy.users -= 1
    copies[file.digest] = copy.users > 0 || copy.isComplete ? copy : nil
    if copy.users == 0, copy.isComplete { idle.append(file) }
  }

  /// Takes out what is idle and too much.
  fileprivate mutating func clear(downTo bytes: Int) -> [PluginFile] {
    var unwanted: [PluginFile] = []
    while let first = idle.first, idle.reduce(0, { $0 + $1.size }) > bytes {
      copies[first.digest] = nil
      unwanted.append(idle.removeFirst())
    }
    return unwanted
  }
}
