package import GRPCNIOTransportHTTP2TransportServices
package import Model
package import NIOCore
import NIOPosix

/// The server's end of gRPC over sockets.
package typealias SocketServerTransport = HTTP2ServerTransport.Custom<SocketListener>

extension SocketServerTransport {
  /// - Parameters:
  ///   - address: The host has to be a numeric address. Port 0 has the kernel choose one. A socket file
  ///     that is there is replaced.
  ///   - largestRequest: In bytes.
  package convenience init(_ address: MasterAddress, largestRequest: Int) {
    var config = Config.defaults
    config.rpc.maxRequestPayloadSize = largestRequest
    self.init(listenerFactory: SocketListener(address: address), config: config)
  }

  /// Waits until the server listens.
  /// - Returns: The port, 0 for a socket file; nil if the server does not listen.
  package var listeningPort: Int? {
    get async {
      guard let address = await listeningAddress else { return nil }
      return address.ipv4?.port ?? address.ipv6?.port ?? 0
    }
  }

  /// Takes no more calls; those that run go on to their ends.
  package func drain() { beginGracefulShutdown() }
}

/// Accepts connections at one address.
package struct SocketListener: HTTP2ServerTransport.ListenerFactory {
  fileprivate let address: MasterAddress
  package let eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

  package func makeListeningChannel(
    listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
    connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
  ) async throws -> NIOAsyncChannel<
    HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel, Never
  > {
    let bootstrap = ServerBootstrap(group: eventLoopGroup)
      .serverChannelInitializer { listenerConfigurator.configure(channel: $0) }
    let configure = { @Sendable (channel: any Channel) in
      connectionConfigurator.configure(channel: channel, tls: .none)
    }
    switch address {
    case .unix(let path):
      return try await bootstrap.bind(
        unixDomainSocketPath: path, cleanupExistingSocketFile: true,
        childChannelInitializer: configure)
    case .tcp(let address):
      return
        try await bootstrap
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .bind(host: address.host, port: address.port, childChannelInitializer: configure)
    }
  }
}
