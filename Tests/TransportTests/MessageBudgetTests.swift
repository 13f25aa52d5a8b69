import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import Transport

/// Calls of which a part has arrived.
@Suite struct MessageBudgetTests {
  private func call(_ budget: MessageBudget) throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    try budget.watch(channel).wait()
    try channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).wait()
    return channel
  }

  /// - Returns: Whether the call goes on.
  private func send(_ bytes: [UInt8], to channel: EmbeddedChannel) throws -> Bool {
    let data = HTTP2Frame.FramePayload.Data(data: .byteBuffer(ByteBuffer(bytes: bytes)))
    try channel.writeInbound(HTTP2Frame.FramePayload.data(data))
    return channel.isActive
  }

  private func message(_ size: Int) -> [UInt8] {
    [0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
      + [UInt8](repeating: 7, count: size)
  }

  @Test func whatHasNotArrivedAsAWholeIsBounded() throws {
    let budget = MessageBudget(bytes: 1000)
    let (one, other) = (try call(budget), try call(budget))
    #expect(try send(Array(message(2000)[..<605]), to: one))
    #expect(try send(Array(message(2000)[..<405]), to: other))
    // A byte more than there is room for.
    #expect(try !send([1], to: other))
    // What the one that was ended had is free again.
    #expect(try send([UInt8](repeating: 1, count: 400), to: one))
    #expect(try !send([1], to: one))
    #expect(try send(message(900), to: try call(budget)))
  }

  /// However the bytes are divided, and however many messages a call has.
  @Test(arguments: [1, 2, 3, 5, 7, 64, 1000])
  func wholeMessagesTakeNothing(_ piece: Int) throws {
    let budget = MessageBudget(bytes: 300)
    let channel = try call(budget)
    let bytes = [0, 1, 299, 4, 300, 0, 17].flatMap { message($0) }
    for start in stride(from: 0, to: bytes.count, by: piece) {
      #expect(try send(Array(bytes[start..<min(start + piece, bytes.count)]), to: channel))
    }
    // All of it is free.
    #expect(try send(Array(message(301)[..<305]), to: try call(budget)))
  }
}
