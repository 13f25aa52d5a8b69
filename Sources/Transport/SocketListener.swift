import GRPCCore
package import GRPCNIOTransportHTTP2TransportServices
import Glibc
package import Model
package import NIOCore
import NIOPosix
import NIOSSL

/// The server's end of gRPC over sockets.
package typealias SocketServerTransport = HTTP2ServerTransport.Custom<SocketListener>

extension SocketServerTransport {
  /// - Parameters:
  ///   - address: The host has to be a numeric address. Port 0 has the kernel choose one. A socket file
  ///     that is there is replaced.
  ///   - certificate: What it shows; nil: nothing is encrypted.
  ///   - largestRequest: In bytes.
  /// - Throws: `invalidArgument` for a certificate that is none.
  package convenience init(
    _ address: MasterAddress, showing certificate: ServerCertificate? = nil, largestRequest: Int
  ) throws(MRError) {
    var config = Config.defaults
    config.rpc.maxRequestPayloadSize = largestRequest
    config.http2.maxConcurrentStreams = SocketListener.mostCalls
    config.connection.maxIdleTime = SocketListener.longestIdle
    // A machine that is gone does not say so.
    config.connection.keepalive.time = .seconds(60)
    let isFile = if case .unix = address { true } else { false }
    config.channelDebuggingCallbacks.onAcceptHTTP2Stream = { stream in
      let watched = MessageBudget.ofProcess.watch(stream)
      return isFile ? watched.flatMap { Peer.stamp(stream) } : watched
    }
    self.init(
      listenerFactory: SocketListener(
        address: address,
        encryption: try certificate.map { (certificate) throws(MRError) in try certificate.context()
        }),
      config: config)
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
  fileprivate let encryption: NIOSSLContext?
  /// Of one connection at a time.
  fileprivate static let mostCalls = 128
  /// How long a connection may be without a call.
  fileprivate static let longestIdle = Duration.seconds(600)
  private let limit = ConnectionLimit(4096)

  /// Why it does not listen, in the system's words if it says so.
  package static func reason(_ error: any Error) -> String {
    var next: (any Error)? = error
    while let error = next {
      if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
      next = (error as? RuntimeError)?.cause
    }
    return "\(error)"
  }
  package let eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

  package func makeListeningChannel(
    listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
    connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
  ) async throws -> NIOAsyncChannel<
    HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel, Never
  > {
    let bootstrap = ServerBootstrap(group: eventLoopGroup)
      .serverChannelInitializer { listenerConfigurator.configure(channel: $0) }
    typealias Connection = HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel
    let configure = {
      @Sendable [encryption, limit] (channel: any Channel) -> EventLoopFuture<Connection> in
      guard limit.admit(channel) else {
        // Whoever fails an initializer is not rid of its channel.
        channel.close(promise: nil)
        return channel.eventLoop.makeFailedFuture(ChannelError.eof)
      }
      return channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        if let encryption {
          try pipeline.addHandler(NIOSSLServerHandler(context: encryption))
        }
        try pipeline.addHandler(PrefaceDeadline())
      }.flatMap {
        connectionConfigurator.configure(
          channel: channel, tls: encryption == nil ? .none : .configured(requireALPN: false))
      }
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
