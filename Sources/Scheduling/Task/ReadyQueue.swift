import Model

/// The tasks of one kind that wait for a worker.
///
/// Tasks that never ran are a range of indices, because they become ready in their order. Tasks
/// that have to run again come before them: reducers may be waiting for a single map task, and a
/// task that cannot succeed should say so early.
struct ReadyQueue: Sendable {
  private struct Again: Sendable {
    var task: Int
    /// The worker it failed on.
    var avoid: WorkerID?
  }

  /// How many tasks that run again are looked at for one that did not fail on the asking worker.
  private static let lookahead = 8

  private var again = FIFO<Again>()
  private var fresh = 0..<0

  var count: Int { again.count + fresh.count }
  var isEmpty: Bool { count == 0 }

  /// The next task in order is ready.
  mutating func appendFresh() { fresh = fresh.lowerBound..<fresh.upperBound + 1 }

  mutating func appendAgain(_ task: Int, avoid: WorkerID?) {
    again.append(Again(task: task, avoid: avoid))
  }

  /// Takes a task for a worker, preferably none that failed on it.
  /// - Parameter insist: whether the worker gets such a task if there is no other.
  /// - Complexity: O(1), amortised
  mutating func take(for worker: WorkerID, insist: Bool) -> Int? {
    if let next = again.popFirst(within: Self.lookahead, where: { $0.avoid != worker }) {
      return next.task
    }
    if let task = fresh.first {
      fresh = fresh.dropFirst()
      return task
    }
    return insist ? again.popFirst()?.task : nil
  }

  mutating func removeAll() { self = ReadyQueue() }
}
