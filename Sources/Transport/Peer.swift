package import GRPCCore
import Glibc
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// Who is at the other end of a socket file, as the system knows it. It travels from the connection
/// to the call as metadata, in the place of whatever the caller wrote there.
package struct Peer: Sendable, Hashable {
  package var user: UInt32
  /// The process that connected; 0 if it cannot be seen from here.
  package var process: Int32

  fileprivate static let key = "mr-peer"

  /// Only for calls that came through a socket file.
  /// - Returns: nil for others.
  package init?(_ metadata: Metadata) {
    guard let text = metadata[stringValues: Self.key].first(where: { _ in true }) else {
      return nil
    }
    let numbers = text.split(separator: " ")
    guard numbers.count == 2, let user = UInt32(numbers[0]), let process = Int32(numbers[1]) else {
      return nil
    }
    self.init(user: user, process: process)
  }

  fileprivate init(user: UInt32, process: Int32) {
    self.user = user
    self.process = process
  }

  /// Has the calls of a connection say who makes them.
  static func stamp(_ stream: any Channel) -> EventLoopFuture<Void> {
    guard let connection = stream.parent as? any SocketOptionProvider else {
      return stream.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
    let credentials: EventLoopFuture<Credentials> = connection.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    return credentials.flatMapThrowing { credentials in
      try stream.pipeline.syncOperations.addHandler(
        PeerStamp(Peer(user: credentials.user, process: credentials.process)), position: .first)
    }
  }
}

/// What the system calls `ucred`.
private struct Credentials {
  var process: Int32
  var user: UInt32
  var group: UInt32
}

private final class PeerStamp: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias InboundOut = HTTP2Frame.FramePayload

  private let peer: Peer

  init(_ peer: Peer) { self.peer = peer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .headers(var frame) = unwrapInboundIn(data) else {
      return context.fireChannelRead(data)
    }
    frame.headers.remove(name: Peer.key)
    frame.headers.add(name: Peer.key, value: "\(peer.user) \(peer.process)")
    context.fireChannelRead(wrapInboundOut(.headers(frame)))
  }
}
