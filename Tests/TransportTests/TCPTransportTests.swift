import GRPCCore
import Testing
import Transport

/// A server without services answers every call with "unimplemented".
@Suite(.timeLimit(.minutes(1))) struct TCPTransportTests {
  private struct Bytes: MessageSerializer, MessageDeserializer {
    func serialize<Out: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Out { Out(message) }

    func deserialize<In: GRPCContiguousBytes>(_ bytes: In) throws -> [UInt8] {
      bytes.withUnsafeBytes { Array($0) }
    }
  }

  /// Runs `body` with the port of a server.
  private func served(
    port: Int = 0, _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    let transport = TCPServerTransport(host: "127.0.0.1", port: port, largestRequest: 1 << 20)
    let server = GRPCServer(transport: transport, services: [])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      guard let port = await transport.listeningPort else { return try await group.waitForAll() }
      try await body(port)
      server.beginGracefulShutdown()
      try await group.waitForAll()
    }
  }

  private func call(_ client: GRPCClient<TCPClientTransport>, waits: Bool = true) async
    -> RPCError.Code?
  {
    var options = CallOptions.defaults
    options.waitForReady = waits
    do {
      _ = try await client.unary(
        request: ClientRequest(message: []),
        descriptor: MethodDescriptor(fullyQualifiedService: "None", method: "None"),
        serializer: Bytes(), deserializer: Bytes(), options: options
      ) { try $0.message }
      return nil
    } catch {
      return (error as? RPCError)?.code
    }
  }

  @Test func aLostConnectionIsMadeAnew() async throws {
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    try await served { found.yield($0) }
    let port = try #require(await ports.first { _ in true })
    try await withGRPCClient(transport: TCPClientTransport(host: "localhost", port: port)) {
      client in
      // Nobody listens there yet.
      #expect(await call(client, waits: false) == .unavailable)
      for _ in 0..<2 {
        try await served(port: port) { _ in #expect(await call(client) == .unimplemented) }
      }
    }
  }

  @Test func whoWaitsForAServerCanBeCancelled() async throws {
    let transport = TCPClientTransport(host: "127.0.0.1", port: 1)
    try await withGRPCClient(transport: transport) { client in
      await withTaskGroup(of: RPCError.Code?.self) { group in
        group.addTask { await call(client) }
        try? await Task.sleep(for: .milliseconds(100))
        group.cancelAll()
        for await code in group { #expect(code != .unimplemented) }
      }
    }
  }

  @Test func anAddressInUseIsRefused() async throws {
    try await served { port in
      await #expect(throws: (any Error).self) { try await served(port: port) { _ in } }
    }
  }
}
