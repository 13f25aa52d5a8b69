import Threading
package import BlockStore
package import Model
package import Records

/// Fetches and verifies blocks on a thread of its own, ahead of whoever works on them. Requests
/// that wait at the same time are fetched in one round trip.
package final class BlockFetcher: Sendable {
  /// A block that was asked for.
  package struct Ticket: Hashable, Sendable { fileprivate var number: Int }

  /// How a request ended.
  package enum Result: Sendable {
    case block(BlockBuffer)
    /// The store does not have it, or what it has is damaged; the text says which.
    case lost(String)
  }

  private struct State: Sendable {
    var nextNumber = 0
    var queue: [(ticket: Ticket, key: String)] = []
    var ready: [Ticket: Result] = [:]
    var failure: MRError?
    var isClosed = false
  }
  private let state = Guarded(State())
  private let pool: BlockPool

  /// - Parameter depth: Blocks that may be fetched or in use at once. A caller that asks for more
  ///   than it takes and gives back waits for ever.
  package init(store: any BlockStore, depth: Int) {
    pool = BlockPool(capacity: depth)
    _ = BlockingThread { [self] in run(store) }
  }

  /// Asks for a block. Every request is to be answered by one `take`.
  package func request(_ key: String) -> Ticket {
    state.update { state in
      let ticket = Ticket(number: state.nextNumber)
      state.nextNumber += 1
      state.queue.append((ticket, key))
      return ticket
    }
  }

  /// Waits for a block that was asked for. It is to be given back.
  package func take(_ ticket: Ticket) throws(MRError) -> Result {
    let outcome: Swift.Result<Result, MRError> = state.wait { state in
      if let result = state.ready.removeValue(forKey: ticket) { return .success(result) }
      return state.failure.map { .failure($0) }
    }
    return try outcome.get()
  }

  package func giveBack(_ block: BlockBuffer) { pool.give(block) }

  /// Ends the thread; requests that nobody took are dropped. To be called once.
  package func close() {
    state.update { state in
      state.isClosed = true
      state.queue = []
    }
    // The thread may wait for a free block: what nobody took is free now.
    let unused = state.update { state in
      defer { state.ready = [:] }
      return state.ready.values
    }
    for case .block(let block) in unused { pool.give(block) }
  }

  /// A round trip carries at most this many blocks: larger ones are no faster.
  private static let batchSize = 8

  private func run(_ store: any BlockStore) {
    var connection: (any BlockStoreConnection)?
    while true {
      let batch = state.wait { state -> [(ticket: Ticket, key: String)]? in
        if state.isClosed { return [] }
        guard !state.queue.isEmpty else { return nil }
        defer { state.queue.removeFirst(min(Self.batchSize, state.queue.count)) }
        return Array(state.queue.prefix(Self.batchSize))
      }
      if batch.isEmpty { return }
      do throws(MRError) {
        let open = if let connection { connection } else { try store.connect() }
        connection = open
        try fetch(batch, open)
      } catch {
        state.update { $0.failure = error }
        return
      }
    }
  }

  private func fetch(
    _ batch: [(ticket: Ticket, key: String)], _ connection: any BlockStoreConnection
  ) throws(MRError) {
    var isAnswered = [Bool](repeating: false, count: batch.count)
    // The block that is being filled.
    var open: BlockBuffer?
    defer { if let open { pool.give(open) } }
    try connection.get(
      batch.map(\.key),
      room: { (_, size) in
        let block = open ?? pool.take()
        open = block
        return block.room(forStored: size)
      }
    ) { (index, value) throws(MRError) in
      guard let block = open else { return }
      isAnswered[index] = true
      if let loss = block.loss(stored: value.count, key: batch[index].key) {
        answer(batch[index].ticket, .lost(loss))
      } else {
        open = nil
        answer(batch[index].ticket, .block(block))
      }
    }
    for (index, request) in batch.enumerated() where !isAnswered[index] {
      answer(request.ticket, .lost("block \(request.key) is missing"))
    }
  }

  private func answer(_ ticket: Ticket, _ result: Result) {
    let isClosed = state.update { state in
      if !state.isClosed { state.ready[ticket] = result }
      return state.isClosed
    }
    if isClosed, case .block(let block) = result { pool.give(block) }
  }
}
