import NIOCore
import NIOHTTP2
import Synchronization

/// Memory for requests that have not arrived as a whole yet, of all calls of a process together: each may be
/// large, and who begins many would use up all of it.
final class MessageBudget: Sendable {
  static let ofProcess = MessageBudget(bytes: 256 << 20)

  private let most: Int
  private let taken = Atomic(0)

  init(bytes: Int) { most = bytes }

  fileprivate func take(_ bytes: Int) -> Bool {
    taken.wrappingAdd(bytes, ordering: .relaxed).newValue <= most
  }

  fileprivate func give(_ bytes: Int) { taken.wrappingSubtract(bytes, ordering: .relaxed) }

  /// Has a call count what it sends.
  func watch(_ stream: any Channel) -> EventLoopFuture<Void> {
    stream.eventLoop.makeCompletedFuture {
      try stream.pipeline.syncOperations.addHandler(MessageMeter(self), position: .first)
    }
  }
}

/// Follows the messages of a call: each has a byte, its length in four, and its bytes.
private final class MessageMeter: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias InboundOut = HTTP2Frame.FramePayload

  private let budget: MessageBudget
  /// Of the message that has begun, in bytes.
  private var held = 0
  private var missing = 0
  private var prefix: [UInt8] = []

  init(_ budget: MessageBudget) { self.budget = budget }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .data(let frame) = unwrapInboundIn(data), case .byteBuffer(let bytes) = frame.data,
      !follow(bytes.readableBytesView)
    {
      // The caller hears that the stream was reset; what it had sent is freed with it.
      return context.close(promise: nil)
    }
    context.fireChannelRead(data)
  }

  func handlerRemoved(context: ChannelHandlerContext) { release() }
  func channelInactive(context: ChannelHandlerContext) {
    release()
    context.fireChannelInactive()
  }

  /// - Returns: False if there is no room for more.
  private func follow(_ bytes: ByteBufferView) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      if missing == 0 {
        let part = rest.prefix(5 - prefix.count)
        prefix += part
        rest = rest.dropFirst(part.count)
        guard prefix.count == 5 else { return true }
        missing = prefix[1...].reduce(0) { $0 << 8 | Int($1) }
        prefix = []
        continue
      }
      let count = min(missing, rest.count)
      rest = rest.dropFirst(count)
      missing -= count
      held += count
      guard budget.take(count) else { return false }
      if missing == 0 { release() }
    }
    return true
  }

  private func release() {
    budget.give(held)
    held = 0
  }
}
