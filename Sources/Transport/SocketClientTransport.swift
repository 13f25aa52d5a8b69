package import GRPCCore
package import GRPCNIOTransportHTTP2TransportServices
import Glibc
import Model
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The client's end of gRPC over a socket: one connection, which is made anew when it was lost.
package final class SocketClientTransport: ClientTransport {
  package typealias Bytes = GRPCNIOTransportBytes

  private let contact: MasterContact
  private let group = MultiThreadedEventLoopGroup.singleton
  private let state: Mutex<ConnectionState>

  package init(_ contact: MasterContact) {
    self.contact = contact
    state = Mutex(ConnectionState(group.any()))
  }

  deinit { beginGracefulShutdown() }

  package var retryThrottle: RetryThrottle? { nil }

  package func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? { nil }

  // MARK: The connection

  /// Keeps a connection until the transport is shut down or the task is cancelled.
  package func connect() async throws {
    await withTaskCancellationHandler {
      var failures = 0
      while state.withLock({ $0.isWanted }) {
        do {
          let (connection, protected) = try await open()
          let start = ContinuousClock.now
          do {
            try await protected.get()
            state.withLock { $0.opened(connection) }
          } catch {
            // It is closed: what was made for it ends at once, and has to.
            fail(error)
          }
          try? await connection.connect()
          // The end may have come before the connection knew of it: then its channel is open still,
          // and has to be closed before the connection goes.
          try? await state.withLock { $0.closed() }?.get()
          withExtendedLifetime(connection) {}
          failures = start.duration(to: .now) < .seconds(1) ? failures + 1 : 0
        } catch {
          failures += 1
          fail(error)
        }
        await pause(after: failures)
      }
    } onCancel: {
      beginGracefulShutdown()
    }
  }

  package func beginGracefulShutdown() { state.withLock { $0.end() } }

  private func fail(_ error: any Error) {
    let failure = RPCError(
      code: .unavailable,
      message: "cannot connect" + (reason(for: error).map { ": \($0)" } ?? ""), cause: error)
    state.withLock { $0.failed(failure) }
  }

  /// - Returns: The connection, and when it is as protected as it has to be.
  private func open() async throws
    -> (HTTP2ClientTransport.WrappedChannel, protected: EventLoopFuture<Void>)
  {
    let protected = group.any().makePromise(of: Void.self)
    do { return (try await open(protected), protected.futureResult) } catch {
      protected.fail(error)
      throw error
    }
  }

  private func open(_ protected: EventLoopPromise<Void>) async throws
    -> HTTP2ClientTransport.WrappedChannel
  {
    try await .wrapping { configure in
      let bootstrap = ClientBootstrap(group: self.group)
      let encryption = try self.encryption(protected)
      let configure = { @Sendable (channel: any Channel) in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(try encryption())
        }.flatMap { configure(channel) }
      }
      let configured =
        switch self.contact.address {
        case .unix(let path):
          try await bootstrap.connect(unixDomainSocketPath: path) { configure($0) }
        case .tcp(let address):
          try await bootstrap.connect(host: address.host, port: address.port) { configure($0) }
        }
      // A connection that nobody wants any more ends as others do: what was made for it has to be
      // finished.
      if !self.state.withLock({ $0.adopt(configured.channel) }) {
        configured.channel.close(promise: nil)
      }
      return configured
    }
  }

  /// - Returns: What makes the first links of a connection's chain; none for one that is not encrypted.
  private func encryption(_ protected: EventLoopPromise<Void>) throws
    -> @Sendable () throws -> [any ChannelHandler]
  {
    guard let proof = contact.proof, case .tcp(let address) = contact.address else {
      protected.succeed()
      return { [] }
    }
    let context = try proof.context(showing: contact.certificate)
    return {
      [
        try NIOSSLClientHandler(context: context, serverHostname: proof.name(of: address.host)),
        Handshake(proof, protected),
      ]
    }
  }

  /// From 20 ms to a second, or until the transport is shut down.
  private func pause(after failures: Int) async {
    let loop = group.any()
    let over = loop.makePromise(of: Void.self)
    guard state.withLock({ $0.pause(over) }) else { return }
    let delay = TimeAmount.milliseconds(min(1000, 20 << Int64(min(failures, 6))))
    let timer = loop.scheduleTask(in: delay) { over.succeed() }
    try? await over.futureResult.get()
    timer.cancel()
  }

  // MARK: Calls

  package func withStream<Result: Sendable>(
    descriptor: MethodDescriptor, options: CallOptions,
    _ closure: (RPCStream<Inbound, Outbound>, ClientContext) async throws -> Result
  ) async throws -> Result {
    try await connection(waits: options.waitForReady ?? true)
      .withStream(descriptor: descriptor, options: options, closure)
  }

  /// - Parameter waits: Until there is a connection, however often that fails before.
  private func connection(waits: Bool) async throws -> HTTP2ClientTransport.WrappedChannel {
    while true {
      let state = state.withLock { ($0.connection, $0.outcome) }
      if let connection = state.0 { return connection }
      guard let outcome = state.1 else { throw ConnectionState.hasEnded }
      do {
        return try await wait(for: outcome)
      } catch {
        guard waits && !Task.isCancelled else { throw error }
      }
    }
  }

  /// A future alone does not hear of the cancellation of those who wait.
  private func wait(for outcome: EventLoopFuture<HTTP2ClientTransport.WrappedChannel>)
    async throws -> HTTP2ClientTransport.WrappedChannel
  {
    let promise = outcome.eventLoop.makePromise(of: HTTP2ClientTransport.WrappedChannel.self)
    outcome.cascade(to: promise)
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      promise.fail(CancellationError())
    }
  }
}

/// In the system's words; nil for what has none.
private func reason(for error: any Error) -> String? {
  switch error {
  case let error as MRError: error.line
  case let error as IOError: String(cString: strerror(error.errnoCode))
  case let error as NIOConnectionError:
    error.connectionErrors.first.flatMap { reason(for: $0.error) } ?? "the host is unknown"
  default: nil
  }
}
