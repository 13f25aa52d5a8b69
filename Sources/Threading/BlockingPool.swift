import Dispatch
import Model
import Synchronization

/// A few threads for short calls that block, such as renaming a file, in the order in which they
/// come. A thread for each would cost more than the call.
package final class BlockingPool: Sendable {
  private let queue = Queue()
  private let threads: Int

  package init(threads: Int) {
    self.threads = threads
    for _ in 0..<threads {
      _ = BlockingThread { [queue] in
        while let call = queue.next() { call() }
      }
    }
  }

  /// The threads end when they have done what was asked for.
  deinit { for _ in 0..<threads { queue.wake() } }

  /// Runs `body` on one of the threads and suspends the caller meanwhile.
  package func run<Result: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
      start {
        do throws(Failure) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  /// Has one of the threads run `body`, and returns at once.
  package func start(_ body: @escaping @Sendable () -> Void) { queue.append(body) }
}

/// One thread is woken for each call, and none for nothing.
private final class Queue: Sendable {
  private let calls = Mutex(FIFO<@Sendable () -> Void>())
  private let available = DispatchSemaphore(value: 0)

  func append(_ call: @escaping @Sendable () -> Void) {
    calls.withLock { $0.append(call) }
    wake()
  }

  func wake() { available.signal() }

  /// Waits for a call; nil if it was woken without one.
  func next() -> (@Sendable () -> Void)? {
    available.wait()
    return calls.withLock { $0.popFirst() }
  }
}
