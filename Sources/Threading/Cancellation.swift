package import Model
import Synchronization

/// Asks work on another thread to stop soon. The work looks now and then.
package final class Cancellation: Sendable {
  private let isRequested = Atomic(false)

  package init() {}

  package func request() { isRequested.store(true, ordering: .relaxed) }
  package var isCancelled: Bool { isRequested.load(ordering: .relaxed) }

  /// - Throws: `cancelled` once that was asked for.
  package func check() throws(MRError) {
    if isCancelled { throw MRError(.cancelled, "the work was cancelled") }
  }
}
