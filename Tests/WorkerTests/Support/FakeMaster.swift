import GRPCCore
import Model
import Protocol
import Transport

@testable import Worker

/// A master that answers heartbeats as a test wants, at a port of its own.
struct FakeMaster: WireWorker.SimpleServiceProtocol {
  let heartbeat: @Sendable (WireHeartbeatRequest) async throws -> WireHeartbeatResponse

  /// Runs `body` with a connection to it.
  func run<Result: Sendable>(
    _ body: (MasterConnection) async throws -> Result
  ) async throws -> Result {
    let transport = try SocketServerTransport(
      .tcp(NetworkAddress(host: "127.0.0.1", port: 0)), largestRequest: WireLimits.messageBytes)
    return try await withGRPCServer(transport: transport, services: [self]) { _ in
      let port = await transport.listeningPort ?? 0
      return try await withGRPCClient(
        transport: SocketClientTransport(
          MasterContact(address: .tcp(NetworkAddress(host: "127.0.0.1", port: port))))
      ) { client in
        let connection = MasterConnection(client, BearerToken(nil))
        defer { connection.close() }
        return try await body(connection)
      }
    }
  }

  func heartbeat(
    request: RPCAsyncSequence<WireHeartbeatRequest, any Error>,
    response: RPCWriter<WireHeartbeatResponse>, context: ServerContext
  ) async throws {
    for try await request in request { try await response.write(try await heartbeat(request)) }
  }

  private var unexpected: RPCError { RPCError(code: .unimplemented, message: "not in this test") }

  func register(request: WireRegisterRequest, context: ServerContext) async throws
    -> WireRegisterResponse
  { throw unexpected }

  func leaseTask(
    request: RPCAsyncSequence<WireLeaseTaskRequest, any Error>,
    response: RPCWriter<WireLeaseTaskResponse>, context: ServerContext
  ) async throws { throw unexpected }

  func reportFailure(request: WireReportFailureRequest, context: ServerContext) async throws
    -> WireReportFailureResponse
  { throw unexpected }

  func reduceFinished(
    request: RPCAsyncSequence<WireReduceFinishedRequest, any Error>,
    response: RPCWriter<WireReduceFinishedResponse>, context: ServerContext
  ) async throws { throw unexpected }
}
