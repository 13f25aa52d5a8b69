/// Deadlines in the order in which they pass.
///
/// To put one off costs nothing: whoever set it keeps the latest one, and the queue has an entry that
/// is not later, which is corrected when it comes to the top. So only those are looked at that may
/// have passed.
struct DeadlineQueue<ID: Hashable & Sendable>: Sendable {
  private struct Entry: Comparable, Sendable {
    var deadline: Instant
    /// Tells which of equal deadlines passes first.
    var order: Int
    var id: ID

    static func < (a: Self, b: Self) -> Bool { (a.deadline, a.order) < (b.deadline, b.order) }
    static func == (a: Self, b: Self) -> Bool { (a.deadline, a.order) == (b.deadline, b.order) }
  }

  private var entries = MinHeap<Entry>()

  /// - Parameter order: tells which of equal deadlines passes first.
  /// - Complexity: O(log n)
  mutating func insert(_ id: ID, deadline: Instant, order: Int) {
    entries.insert(Entry(deadline: deadline, order: order, id: id))
  }

  /// Takes out the first one whose deadline has passed.
  /// - Parameters:
  ///   - owners: those who still have a deadline; the entries of others lapse.
  ///   - deadline: an owner's latest deadline.
  /// - Complexity: O(log n) for each entry that has passed.
  mutating func popPassed<Owner>(
    now: Instant, among owners: [ID: Owner], _ deadline: (Owner) -> Instant
  ) -> ID? {
    while let next = entries.first, next.deadline <= now {
      _ = entries.removeFirst()
      guard let latest = owners[next.id].map(deadline) else { continue }
      if latest <= now { return next.id }
      insert(next.id, deadline: latest, order: next.order)
    }
    return nil
  }
}
