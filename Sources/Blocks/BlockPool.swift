import Threading
package import Records
import Synchronization

/// Empty blocks that threads hand each other. Bounded: whoever takes one when all are in use waits
/// for one to come back, which is how a fast producer is held to its consumer's pace.
package final class BlockPool: Sendable {
  private struct State: Sendable {
    var free: [BlockBuffer] = []
    var made = 0
  }
  private let state = Guarded(State())
  private let capacity: Int

  /// Blocks of former pools, for the next ones: a worker's attempts follow one another, and what the
  /// system hands out anew costs a fault for every page.
  private static let spare = Mutex<[BlockBuffer]>([])
  /// How many blocks are kept: as many as an attempt has.
  private static let mostSpare = 12

  package init(capacity: Int) { self.capacity = capacity }

  deinit {
    let free = state.update { $0.free }
    Self.spare.withLock { $0.append(contentsOf: free.prefix(Self.mostSpare - $0.count)) }
  }

  package func take() -> BlockBuffer {
    let known = state.wait { [capacity] state -> BlockBuffer?? in
      if let block = state.free.popLast() { return .some(block) }
      guard state.made < capacity else { return nil }
      state.made += 1
      return .some(nil)
    }
    guard let block = known ?? Self.spare.withLock({ $0.popLast() }) else { return BlockBuffer() }
    block.payloadSize = 0
    return block
  }

  package func give(_ block: BlockBuffer) { state.update { $0.free.append(block) } }
}
