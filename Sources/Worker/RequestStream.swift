package import GRPCCore
import Synchronization

/// A call that takes a stream of requests and answers each in turn, for one who asks at a time. The
/// stream is opened by the first request, and by the first one after it broke.
package final class RequestStream<Request: Sendable, Response: Sendable>: Sendable {
  /// Makes the call: writes the requests, reads the responses, returns at its end.
  package typealias Call =
    @Sendable (
      _ send: @escaping @Sendable (RPCWriter<Request>) async throws -> Void,
      _ receive: @escaping @Sendable (StreamingClientResponse<Response>) async throws -> Void
    ) async throws -> Void

  private struct State {
    var open: (requests: AsyncStream<Request>.Continuation, task: Task<Void, Never>)?
    /// Who waits for an answer.
    var waiter: CheckedContinuation<Response, any Error>?
  }
  private let state = Mutex(State())
  private let call: Call

  package init(_ call: @escaping Call) { self.call = call }

  /// Sends a request and waits for the answer to it.
  /// - Throws: What broke the stream. The request may have arrived.
  package func answer(to request: Request) async throws -> Response {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        state.withLock { state in
          state.waiter = continuation
          if state.open == nil { state.open = open() }
          state.open?.requests.yield(request)
        }
        if Task.isCancelled { close() }
      }
    } onCancel: {
      close()
    }
  }

  /// Breaks the stream.
  package func close() { state.withLock { $0.open?.task }?.cancel() }

  private func open() -> (AsyncStream<Request>.Continuation, Task<Void, Never>) {
    let (requests, continuation) = AsyncStream.makeStream(of: Request.self)
    let task = Task {
      var failure: any Error = RPCError(code: .unavailable, message: "the master ended the stream")
      do {
        try await call(
          { writer in for await request in requests { try await writer.write(request) } },
          { [self] response in
            for try await message in response.messages { take()?.resume(returning: message) }
          })
      } catch {
        failure = error
      }
      continuation.finish()
      let waiter = state.withLock { state in
        state.open = nil
        return state.waiter.take()
      }
      waiter?.resume(throwing: failure)
    }
    return (continuation, task)
  }

  private func take() -> CheckedContinuation<Response, any Error>? {
    state.withLock { $0.waiter.take() }
  }
}
