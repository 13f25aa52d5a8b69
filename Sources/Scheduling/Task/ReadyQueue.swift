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

  private var again: [Again] = []
  /// Index of the first entry of `again` that is still there.
  private var head = 0
  private var fresh = 0..<0

  var count: Int { again.count - head + fresh.count }
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
    let window = again.indices.dropFirst(head).prefix(Self.lookahead)
    if let index = window.first(where: { again[$0].avoid != worker }) {
      return takeAgain(at: index)
    }
    if let task = fresh.first {
      fresh = fresh.dropFirst()
      return task
    }
    return insist && !window.isEmpty ? takeAgain(at: head) : nil
  }

  mutating func removeAll() { self = ReadyQueue() }

  private mutating func takeAgain(at index: Int) -> Int {
    let task = again[index].task
    // The entries before it, at most `lookahead` of them, move up by one.
    for hole in stride(from: index, to: head, by: -1) { again[hole] = again[hole - 1] }
    head += 1
    if head == again.count {
      again.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64, head > again.count / 2 {
      again.removeFirst(head)
      head = 0
    }
    return task
  }
}
