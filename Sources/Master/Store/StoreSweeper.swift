import Threading
import BlockStore
import Logging
import Model

/// Deletes blocks that nobody needs any more, on a thread of its own. What cannot be deleted is
/// lost room, not a lost result: it is logged, and the job goes on.
final class StoreSweeper: Sendable {
  private enum Request: Sendable {
    case delete([StoredBlocks])
    /// All blocks of a stream, by rising numbers until the store has none any more.
    case sweep(BlockStreamName)
  }
  private struct State: Sendable {
    var queue: [Request] = []
    /// Requests so far, and how many of them are over.
    var asked = 0
    var done = 0
    var isClosed = false

    mutating func ask(_ request: Request) {
      queue.append(request)
      asked += 1
    }

    /// Nothing of what waits is done any more.
    mutating func forget() {
      done += queue.count
      queue = []
    }
  }
  private let state = Guarded(State())
  private let logger: Logger

  init(store: any BlockStore, logger: Logger) {
    self.logger = logger
    _ = BlockingThread { [self] in run(store) }
  }

  func delete(_ blocks: [StoredBlocks]) {
    if !blocks.isEmpty { state.update { $0.ask(.delete(blocks)) } }
  }

  /// Deletes a stream of which nobody knows how many blocks it has.
  func sweep(_ stream: BlockStreamName) { state.update { $0.ask(.sweep(stream)) } }

  /// Waits until all that was asked for up to now is deleted. Blocks.
  func settle() {
    let asked = state.update { $0.asked }
    state.wait { $0.done >= asked ? () : nil }
  }

  /// Waits until all that was asked for is deleted, and ends the thread. Blocks.
  /// - Parameter storeEnds: There will be nothing left to delete it from.
  func close(storeEnds: Bool = false) {
    state.update { state in
      state.isClosed = true
      if storeEnds { state.forget() }
    }
    settle()
  }

  private func run(_ store: any BlockStore) {
    var connection: (any BlockStoreConnection)?
    while true {
      let request = state.wait { state -> Request?? in
        if state.queue.isEmpty { return state.isClosed ? .some(nil) : nil }
        return .some(state.queue.removeFirst())
      }
      guard let request else { return }
      do throws(MRError) {
        let open = if let connection { connection } else { try store.connect() }
        connection = open
        try perform(request, open)
      } catch {
        connection = nil
        logger.warning("cannot delete blocks from the store: \(error)")
        // A store that is gone is not waited for at the end.
        state.update { state in
          if state.isClosed { state.forget() }
        }
      }
      state.update { $0.done += 1 }
    }
  }

  private static let stride = 16

  private func perform(_ request: Request, _ connection: any BlockStoreConnection) throws(MRError) {
    switch request {
    case .delete(let blocks):
      try connection.delete(blocks.flatMap(\.keys))
    case .sweep(let stream):
      var block = 0
      while true {
        let keys = StoredBlocks(stream, block..<block + Self.stride).keys
        var found = 0
        try connection.get(keys) { (_, _) throws(MRError) in found += 1 }
        try connection.delete(keys)
        if found == 0 { return }
        block += Self.stride
      }
    }
  }
}
