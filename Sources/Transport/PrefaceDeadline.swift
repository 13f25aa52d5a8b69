import NIOCore

/// Closes a connection that does not begin to speak, behind what decrypts it: one that says nothing would keep its
/// descriptor for as long as it likes.
final class PrefaceDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private var timer: Scheduled<Void>?
  private var received = 0
  private static let patience = TimeAmount.seconds(10)
  /// What every HTTP/2 connection begins with, in bytes.
  private static let preface = 24

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    timer = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytes
    context.fireChannelRead(data)
    guard received >= Self.preface else { return }
    end()
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  private func end() {
    timer?.cancel()
    timer = nil
  }
}
