package import GRPCCore
import Glibc
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// The user at the other end of a socket file, as the system names him. It travels from the connection
/// to the call as metadata, in the place of whatever the caller wrote there.
package enum PeerUser {
  fileprivate static let key = "mr-peer-user"

  /// - Returns: A number that no user has if the call came from elsewhere.
  package static func of(_ metadata: Metadata) -> UInt32 {
    metadata[stringValues: key].first { _ in true }.flatMap { UInt32($0) } ?? .max
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
        PeerStamp(user: credentials.user), position: .first)
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

  private let user: UInt32

  init(user: UInt32) { self.user = user }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .headers(var frame) = unwrapInboundIn(data) else {
      return context.fireChannelRead(data)
    }
    frame.headers.remove(name: PeerUser.key)
    frame.headers.add(name: PeerUser.key, value: "\(user)")
    context.fireChannelRead(wrapInboundOut(.headers(frame)))
  }
}
