package import BlockStore
package import Model
package import Records

/// Stores blocks on a thread of its own, so that whoever fills them can go on meanwhile.
package final class BlockStorer: Sendable {
  private struct State: Sendable {
    var queue: [(block: BlockBuffer, key: String)] = []
    var isBusy = false
    var isClosed = false
    var failure: MRError?
  }
  private let state = Guarded(State())
  private let pool: BlockPool
  private let monitor: AttemptMonitor

  /// - Parameter depth: Blocks that may be filled, waiting or on their way at once.
  package init(store: any BlockStore, monitor: AttemptMonitor, depth: Int = 4) {
    pool = BlockPool(capacity: depth)
    self.monitor = monitor
    _ = BlockingThread { [self] in run(store) }
  }

  /// A block to fill. Waits while all are in use.
  package func nextBlock() -> BlockBuffer { pool.take() }

  /// Takes over a filled block.
  /// - Throws: What an earlier block met; this one is then not stored.
  package func store(_ block: BlockBuffer, key: String) throws(MRError) {
    let failure = state.update { state in
      if state.failure == nil { state.queue.append((block, key)) }
      return state.failure
    }
    if let failure {
      pool.give(block)
      throw failure
    }
  }

  /// Gives back a block that needs no storing.
  package func giveBack(_ block: BlockBuffer) { pool.give(block) }

  /// Waits until all is stored.
  package func flush() throws(MRError) {
    let failure = state.wait { state -> MRError?? in
      if let failure = state.failure { return .some(failure) }
      return state.queue.isEmpty && !state.isBusy ? .some(nil) : nil
    }
    if let failure { throw failure }
  }

  /// Ends the thread once it is done with what it has. To be called once, at the end.
  package func close() { state.update { $0.isClosed = true } }

  private func run(_ store: any BlockStore) {
    var connection: (any BlockStoreConnection)?
    while true {
      let next = state.wait { state -> (block: BlockBuffer, key: String)?? in
        if !state.queue.isEmpty {
          state.isBusy = true
          return .some(state.queue.removeFirst())
        }
        return state.isClosed ? .some(nil) : nil
      }
      guard let next else { return }
      do throws(MRError) {
        let open = if let connection { connection } else { try store.connect() }
        connection = open
        next.block.seal(key: next.key)
        try open.set(next.key, next.block, isCancelled: { monitor.isCancelled })
        pool.give(next.block)
        state.update { $0.isBusy = false }
      } catch {
        pool.give(next.block)
        state.update { state in
          state.failure = error
          state.isBusy = false
          for waiting in state.queue { pool.give(waiting.block) }
          state.queue = []
        }
      }
    }
  }
}
