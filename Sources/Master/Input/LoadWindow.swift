import Threading
import Model

/// Bounds how far loading runs ahead of mapping: the bytes of input that lie in the store at once.
final class LoadWindow: Sendable {
  private struct State: Sendable {
    var used = 0
    var isClosed = false
  }
  private let state = Guarded(State())
  /// The size of the window in bytes.
  let size: Int

  init(size: Int) { self.size = size }

  /// - Parameters:
  ///   - storeMemory: What the store can hold in memory, in bytes.
  ///   - mappers: Each is to have a task at hand and one to come.
  convenience init(storeMemory: Int, mappers: Int) {
    self.init(size: min(storeMemory / 4, max(208 << 20, 16 * mappers << 20)))
  }

  /// Waits for room to begin another chunk. A chunk larger than the window has it for itself.
  /// Blocks.
  /// - Returns: false if the window was closed.
  func waitForRoom() -> Bool {
    state.wait { [size] state in
      if state.isClosed { return false }
      return state.used < size ? true : nil
    }
  }

  func take(_ bytes: Int) { state.update { $0.used += bytes } }
  func release(_ bytes: Int) { state.update { $0.used -= bytes } }

  /// Lets nobody wait any more.
  func close() { state.update { $0.isClosed = true } }
}
