import GRPCCore
import Model

/// Serves a call that is a stream: answers each request before it takes the next.
func answer<Request: Sendable, Response: Sendable>(
  _ requests: RPCAsyncSequence<Request, any Error>, to responses: RPCWriter<Response>,
  _ body: (Request) async throws -> Response
) async throws {
  for try await request in requests { try await responses.write(try await body(request)) }
}

/// Runs the work of a call, which is cancelled when nobody waits for its answer any more.
func endingWithCall<Result: Sendable>(
  _ body: @escaping @Sendable () async throws(MRError) -> Result
) async throws(MRError) -> Result {
  let work = Task { () -> Swift.Result<Result, MRError> in
    do throws(MRError) { return .success(try await body()) } catch { return .failure(error) }
  }
  let result = await withRPCCancellationHandler {
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
  } onCancelRPC: {
    work.cancel()
  }
  return try result.get()
}
