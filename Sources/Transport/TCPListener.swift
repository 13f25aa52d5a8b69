package import GRPCNIOTransportHTTP2TransportServices
package import NIOCore
import NIOPosix

/// The server's end of gRPC in plain HTTP/2 over TCP.
package typealias TCPServerTransport = HTTP2ServerTransport.Custom<TCPListener>

extension TCPServerTransport {
  /// - Parameters:
  ///   - host: A numeric address.
  ///   - port: 0 has the kernel choose one.
  ///   - largestRequest: In bytes.
  package convenience init(host: String, port: Int, largestRequest: Int) {
    var config = Config.defaults
    config.rpc.maxRequestPayloadSize = largestRequest
    self.init(listenerFactory: TCPListener(host: host, port: port), config: config)
  }

  /// The port, once the server listens; nil if it does not.
  package var listeningPort: Int? {
    get async {
      let address = await listeningAddress
      return address?.ipv4?.port ?? address?.ipv6?.port
    }
  }
}

/// Accepts connections at one address.
package struct TCPListener: HTTP2ServerTransport.ListenerFactory {
  private let host: String
  private let port: Int
  package let eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

  fileprivate init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  package func makeListeningChannel(
    listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
    connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
  ) async throws -> NIOAsyncChannel<
    HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel, Never
  > {
    try await ServerBootstrap(group: eventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { listenerConfigurator.configure(channel: $0) }
      .bind(host: host, port: port) {
        connectionConfigurator.configure(channel: $0, tls: .none)
      }
  }
}
