package import Records

/// Empty blocks that threads hand each other. Bounded: whoever takes one when all are in use waits
/// for one to come back, which is how a fast producer is held to its consumer's pace.
package final class BlockPool: Sendable {
  private struct State: Sendable {
    var free: [BlockBuffer] = []
    var made = 0
  }
  private let state = Guarded(State())
  private let capacity: Int

  package init(capacity: Int) { self.capacity = capacity }

  package func take() -> BlockBuffer {
    state.wait { [capacity] state in
      if let block = state.free.popLast() {
        block.payloadSize = 0
        return block
      }
      guard state.made < capacity else { return nil }
      state.made += 1
      return BlockBuffer()
    }
  }

  package func give(_ block: BlockBuffer) { state.update { $0.free.append(block) } }
}
