import Execution

/// A few threads for short calls that block, such as renaming a file, in the order in which they
/// come. A thread for each would cost more than the call.
final class BlockingPool: Sendable {
  private struct State: Sendable {
    var calls = FIFO<@Sendable () -> Void>()
    var isClosed = false
  }
  private let state = Guarded(State())

  init(threads: Int) {
    for _ in 0..<threads {
      _ = BlockingThread { [state] in
        while let call = Self.next(state) { call() }
      }
    }
  }

  /// The threads end when they have done what was asked for.
  deinit { state.update { $0.isClosed = true } }

  /// Runs `body` on one of the threads and suspends the caller meanwhile.
  func run<Result: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
      state.update { state in
        state.calls.append {
          do throws(Failure) {
            continuation.resume(returning: .success(try body()))
          } catch {
            continuation.resume(returning: .failure(error))
          }
        }
      }
    }
    return try result.get()
  }

  /// Waits for a call; nil when there will be none.
  private static func next(_ state: Guarded<State>) -> (@Sendable () -> Void)? {
    state.wait { state -> (@Sendable () -> Void)?? in
      if let call = state.calls.popFirst() { return .some(call) }
      return state.isClosed ? .some(nil) : nil
    }
  }
}
