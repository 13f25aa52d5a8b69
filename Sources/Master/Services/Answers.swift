import GRPCCore

/// Serves a call that is a stream: answers each request before it takes the next.
func answer<Request: Sendable, Response: Sendable>(
  _ requests: RPCAsyncSequence<Request, any Error>, to responses: RPCWriter<Response>,
  _ body: (Request) async throws -> Response
) async throws {
  for try await request in requests { try await responses.write(try await body(request)) }
}
