import GRPCCore
import Synchronization
import Testing
import Worker

@Suite struct RequestStreamTests {
  /// Answers every request with its double, as a master would, until it has answered so many.
  private final class Doubler: Sendable {
    let opened = Mutex(0)
    private let most: Int

    init(answers most: Int = .max) { self.most = most }

    func stream() -> RequestStream<Int, Int> {
      RequestStream { [self] send, receive in
        opened.withLock { $0 += 1 }
        let (requests, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
        let sending = Task { try await send(RPCWriter(wrapping: Writer(continuation))) }
        defer { sending.cancel() }
        let most = most
        let answers = requests.prefix(most).map {
          StreamingClientResponse<Int>.Contents.BodyPart.message(2 * $0)
        }
        try await receive(
          StreamingClientResponse(
            of: Int.self, metadata: [:], bodyParts: RPCAsyncSequence(wrapping: answers)))
      }
    }

    private struct Writer: RPCWriterProtocol {
      let continuation: AsyncThrowingStream<Int, any Error>.Continuation
      init(_ continuation: AsyncThrowingStream<Int, any Error>.Continuation) {
        self.continuation = continuation
      }
      func write(_ element: Int) { continuation.yield(element) }
      func write(contentsOf elements: some Sequence<Int>) {
        for element in elements { continuation.yield(element) }
      }
    }
  }

  @Test func oneStreamAnswersManyRequests() async throws {
    let doubler = Doubler()
    let stream = doubler.stream()
    for number in 0..<100 { #expect(try await stream.answer(to: number) == 2 * number) }
    #expect(doubler.opened.withLock { $0 } == 1)
    stream.close()
  }

  @Test func aStreamThatIsClosedIsOpenedAnew() async throws {
    let doubler = Doubler()
    let stream = doubler.stream()
    #expect(try await stream.answer(to: 1) == 2)
    stream.close()
    // The request may still meet the old stream, which breaks then.
    while (try? await stream.answer(to: 2)) != 4 {}
    #expect(doubler.opened.withLock { $0 } == 2)
    stream.close()
  }

  @Test func whoIsCancelledDoesNotWait() async throws {
    let stream = RequestStream<Int, Int> { _, _ in try await Task.sleep(for: .seconds(1000)) }
    let asking = Task { try await stream.answer(to: 1) }
    asking.cancel()
    await #expect(throws: (any Error).self) { try await asking.value }
  }

  @Test func aCallThatFailsFailsItsRequest() async throws {
    let stream = RequestStream<Int, Int> { _, _ in
      throw RPCError(code: .notFound, message: "nobody knows this worker")
    }
    for _ in 0..<3 {
      let error = await #expect(throws: RPCError.self) { try await stream.answer(to: 1) }
      #expect(error?.code == .notFound)
    }
  }
}
