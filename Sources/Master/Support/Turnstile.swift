import Model
import Synchronization

/// Lets some through at a time, in the order in which they come.
final class Turnstile: Sendable {
  private struct State {
    var free: Int
    var waiting: [(id: Int, go: CheckedContinuation<Bool, Never>)] = []
    var next = 0
  }
  private let most: Int
  private let state: Mutex<State>

  /// - Parameters:
  ///   - places: How many are let through at a time.
  ///   - waiting: How many may wait at most.
  init(places: Int, waiting: Int) {
    most = waiting
    state = Mutex(State(free: places))
  }

  /// - Throws: `busy` if too many wait already, `cancelled` if the task is before its turn.
  func pass<Result: Sendable>(
    _ body: @Sendable () async throws(MRError) -> Result
  ) async throws(MRError) -> Result {
    try await enter()
    defer { leave() }
    return try await body()
  }

  private func enter() async throws(MRError) {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    let isIn = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if Task.isCancelled || state.waiting.count >= most { return false }
          guard state.free == 0 else {
            state.free -= 1
            return true
          }
          state.waiting.append((id, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let continuation = state.withLock { state in
        state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).go }
      }
      continuation?.resume(returning: false)
    }
    if isIn { return }
    if Task.isCancelled { throw MRError(.cancelled, "nobody waits for it any more") }
    throw MRError(
      .busy, "the master is busy with \(most) other jobs that are being submitted",
      remedy: "Try again in a moment.")
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().go
    }
    next?.resume(returning: true)
  }
}
