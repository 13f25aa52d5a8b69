import GRPCCore
import Glibc
import Model
import Testing
import Threading
import Transport

/// A server without services answers every call with "unimplemented".
@Suite(.timeLimit(.minutes(1))) struct SocketTransportTests {
  private struct Bytes: MessageSerializer, MessageDeserializer {
    func serialize<Out: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Out { Out(message) }

    func deserialize<In: GRPCContiguousBytes>(_ bytes: In) throws -> [UInt8] {
      bytes.withUnsafeBytes { Array($0) }
    }
  }

  /// Runs `body` with the address of a server.
  private func served(
    at address: MasterAddress = loopback(),
    _ body: @escaping @Sendable (MasterAddress) async throws -> Void
  ) async throws {
    let transport = try SocketServerTransport(address, largestRequest: 1 << 20)
    let server = GRPCServer(transport: transport, services: [])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      guard let port = await transport.listeningPort else { return try await group.waitForAll() }
      try await body(port == 0 ? address : Self.loopback(port))
      server.beginGracefulShutdown()
      try await group.waitForAll()
    }
  }

  private static func loopback(_ port: Int = 0) -> MasterAddress {
    .tcp(NetworkAddress(host: "127.0.0.1", port: port))
  }

  /// A file that nobody has made yet.
  private static func file() -> MasterAddress {
    .unix(path: "/tmp/mr-transport-\(UInt64.random(in: 0 ... .max))")
  }

  private func call(_ client: GRPCClient<SocketClientTransport>, waits: Bool = true) async
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

  /// Each keeps a descriptor of the server's.
  @Test(arguments: ["", "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n"])
  func aConnectionThatDoesNotBeginIsClosed(_ beginning: String) async throws {
    try await served(at: Self.file()) { address in
      guard case .unix(let path) = address else { return }
      let closed = await BlockingThread.run {
        let descriptor = Self.connected(to: path)
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(
          descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        _ = beginning.withCString { send(descriptor, $0, strlen($0), 0) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
          let count = recv(descriptor, &bytes, bytes.count, 0)
          if count <= 0 { return count == 0 || errno == ECONNRESET }
        }
      }
      #expect(closed)
    }
  }

  private static func connected(to path: String) -> CInt {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(result == 0)
    return descriptor
  }

  @Test func aLostConnectionIsMadeAnew() async throws {
    let (addresses, found) = AsyncStream.makeStream(of: MasterAddress.self)
    try await served { found.yield($0) }
    for address in [try #require(await addresses.first { _ in true }), Self.file()] {
      try await withGRPCClient(transport: SocketClientTransport(MasterContact(address: address))) {
        client in
        // Nobody listens there yet.
        #expect(await call(client, waits: false) == .unavailable)
        for _ in 0..<2 {
          try await served(at: address) { _ in #expect(await call(client) == .unimplemented) }
        }
      }
      if case .unix(let path) = address { unlink(path) }
    }
  }

  @Test func whoWaitsForAServerCanBeCancelled() async throws {
    try await withGRPCClient(
      transport: SocketClientTransport(MasterContact(address: Self.loopback(1)))
    ) { client in
      await withTaskGroup(of: RPCError.Code?.self) { group in
        group.addTask { await call(client) }
        try? await Task.sleep(for: .milliseconds(100))
        group.cancelAll()
        for await code in group { #expect(code != .unimplemented) }
      }
    }
  }

  @Test func anAddressInUseIsRefused() async throws {
    try await served { address in
      await #expect(throws: (any Error).self) { try await served(at: address) { _ in } }
    }
  }
}
