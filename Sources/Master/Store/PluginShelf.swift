import Blocks
import BlockStore
import Foundation
import Model
import Records
import Threading

/// Copies of plugins in the store, by digest, for workers that cannot read the path. A copy is
/// there as long as a job uses it, and may stay for the next one.
final class PluginShelf: Sendable {
  fileprivate struct Copy: Sendable {
    var users = 0
    /// Somebody is storing the copy.
    var isComing = false
    var isComplete = false
  }
  fileprivate struct State: Sendable {
    /// The copies by digest.
    var copies: [String: Copy] = [:]
    /// Copies without users, the one that was left first before the others.
    var idle: [PluginFile] = []
  }
  private let state = Guarded(State())
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
    if state.wait({ $0.take(file) }) { return }
    do throws(MRError) {
      // Blocks of a former copy, of the same names, may still wait for their deletion.
      sweeper.settle()
      try PluginBlocks.store(file, in: store, namespace: namespace)
      state.update { $0.came(file, isComplete: true) }
    } catch {
      state.update { $0.came(file, isComplete: false) }
      remove(file)
      throw error
    }
  }

  /// Undoes one `put`.
  func remove(_ file: PluginFile) {
    let unwanted = state.update { state in
      state.leave(file)
      return state.clear(downTo: mostIdle)
    }
    sweeper.delete(unwanted.map { PluginBlocks.blocks(of: $0, namespace: namespace) })
  }
}

extension PluginShelf.State {
  /// Counts one more user, from which on nobody else's `remove` takes the copy away.
  /// - Returns: Whether the copy is there, and need not be stored; nil while somebody stores it, who
  ///   may fail and delete it again.
  fileprivate mutating func take(_ file: PluginFile) -> Bool? {
    var copy = copies[file.digest] ?? PluginShelf.Copy()
    if copy.isComing { return nil }
    copy.users += 1
    copy.isComing = !copy.isComplete
    copies[file.digest] = copy
    idle.removeAll { $0.digest == file.digest }
    return copy.isComplete
  }

  fileprivate mutating func came(_ file: PluginFile, isComplete: Bool) {
    copies[file.digest]?.isComing = false
    copies[file.digest]?.isComplete = isComplete
  }

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
