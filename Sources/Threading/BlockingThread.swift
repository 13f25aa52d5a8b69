import CProcess
import CSignals
import Glibc

/// A thread for calls that block: the store's, the file system's, the plugin's. They never run on
/// the cooperative pool, where they would starve heartbeats. No signal is blocked on it: whoever
/// starts it blocks all, and what a plugin starts would never be terminated.
package struct BlockingThread: ~Copyable {
  private let thread: pthread_t
  /// What the system calls such a thread, whoever started it.
  package static let name = "mr-thread"

  package init(_ body: @escaping @Sendable () -> Void) {
    thread = start(body)
  }

  // A thread that is detached frees its stack itself when it ends.
  deinit { pthread_detach(thread) }

  /// Runs `body` on a thread of its own and suspends the caller meanwhile.
  package static func run<Result: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
      let thread = start {
        do throws(Failure) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      pthread_detach(thread)
    }
    return try result.get()
  }

  /// As `run`, for work that ends when the caller's task is cancelled.
  /// - Parameter body: Looks now and then whether it is to end.
  package static func cancellable<Result: Sendable, Failure: Error>(
    _ body: @escaping @Sendable (Cancellation) throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let cancellation = Cancellation()
    let result: Swift.Result<Result, Failure> = await withTaskCancellationHandler {
      await run {
        do throws(Failure) { return .success(try body(cancellation)) } catch {
          return .failure(error)
        }
      }
    } onCancel: {
      cancellation.request()
    }
    return try result.get()
  }
}

private final class ThreadBody {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Plugins get the stack that the main thread would have, not the smaller default of a library.
private let stackSize = 8 << 20

private func start(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
  pthread_attr_init(attributes)
  pthread_attr_setstacksize(attributes, stackSize)
  defer {
    pthread_attr_destroy(attributes)
    attributes.deallocate()
  }
  let context = Unmanaged.passRetained(ThreadBody(body))
  var thread = pthread_t()
  let status = pthread_create(
    &thread, attributes,
    { context in
      guard let context else { return nil }
      let body = Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
      mr_signals_unblock()
      mr_name_thread(BlockingThread.name)
      body.run()
      return nil
    }, context.toOpaque())
  // Out of threads or memory: nothing that this process still could do would be right.
  precondition(status == 0, "cannot start a thread: \(String(cString: strerror(status)))")
  return thread
}
