import GRPCCore
import GRPCNIOTransportHTTP2TransportServices
import NIOCore

/// What a client knows of its connection.
struct ConnectionState {
  typealias Connection = HTTP2ClientTransport.WrappedChannel

  private enum Phase {
    /// Calls wait for the outcome of the present attempt.
    case connecting(EventLoopPromise<Connection>)
    case connected(Connection)
    case ended
  }

  private let loop: any EventLoop
  private var phase: Phase
  private var channel: (any Channel)?
  private var pause: EventLoopPromise<Void>?

  init(_ loop: any EventLoop) {
    self.loop = loop
    phase = .connecting(loop.makePromise())
  }

  var isWanted: Bool { if case .ended = phase { false } else { true } }

  var connection: Connection? {
    if case .connected(let connection) = phase { connection } else { nil }
  }

  /// The connection, or why the present attempt failed; nil if nobody attempts anything.
  var outcome: EventLoopFuture<Connection>? {
    if case .connecting(let promise) = phase { promise.futureResult } else { nil }
  }

  /// - Returns: False if nobody wants the channel any more.
  mutating func adopt(_ channel: any Channel) -> Bool {
    guard isWanted else { return false }
    self.channel = channel
    return true
  }

  mutating func opened(_ connection: Connection) {
    guard case .connecting(let promise) = phase else { return }
    phase = .connected(connection)
    promise.succeed(connection)
  }

  mutating func failed(_ error: RPCError) {
    guard case .connecting(let promise) = phase else { return }
    phase = .connecting(loop.makePromise())
    promise.fail(error)
  }

  /// - Returns: When the channel is closed, if there is one.
  mutating func closed() -> EventLoopFuture<Void>? {
    defer { channel = nil }
    channel?.close(promise: nil)
    if case .connected = phase { phase = .connecting(loop.makePromise()) }
    return channel?.closeFuture
  }

  /// - Returns: False if there is nothing to wait for.
  mutating func pause(_ promise: EventLoopPromise<Void>) -> Bool {
    guard isWanted else {
      promise.succeed()
      return false
    }
    pause = promise
    return true
  }

  /// Calls that run go on to their ends.
  mutating func end() {
    pause?.succeed()
    pause = nil
    let former = phase
    phase = .ended
    switch former {
    case .connecting(let promise):
      promise.fail(Self.hasEnded)
      channel?.close(promise: nil)
    case .connected(let connection): connection.beginGracefulShutdown()
    case .ended: break
    }
  }

  static let hasEnded = RPCError(code: .unavailable, message: "the client has ended")
}
