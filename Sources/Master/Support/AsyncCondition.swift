import Synchronization

/// A condition variable for tasks: wakes those that wait for a change. Whoever waits says which
/// change it has already seen, so that none is missed between looking and waiting.
final class AsyncCondition: Sendable {
  private struct State {
    var version = 0
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }
  private let state = Mutex(State())

  /// Number of tasks that wait.
  var waiters: Int { state.withLock { $0.waiters.count } }

  /// Number of the latest change.
  var version: Int { state.withLock { $0.version } }

  /// Tells everybody that something changed.
  func notify() {
    let waiters = state.withLock { state in
      state.version += 1
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns once there is a later change than `version`, after `timeout`, or when the task is
  /// cancelled.
  func wait(after version: Int, timeout: Duration? = nil) async {
    guard let timeout else { return await wait(after: version) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait(after: version) }
      group.addTask { try? await Task.sleep(for: timeout) }
      await group.next()
      group.cancelAll()
    }
  }

  private func wait(after version: Int) async {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.version > version || Task.isCancelled { return true }
          state.waiters[id] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }
}
