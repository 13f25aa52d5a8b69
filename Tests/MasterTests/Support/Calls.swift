import GRPCCore
import Synchronization
import Testing

@testable import Master

/// A call of a service without a network.
enum Calls {
  static var context: ServerContext {
    ServerContext(
      descriptor: MethodDescriptor(fullyQualifiedService: "test", method: "test"),
      remotePeer: "test", localPeer: "test", cancellation: .init())
  }

  /// What a stream answers to requests that come one after the other.
  static func answers<Request: Sendable, Response: Sendable>(
    to requests: [Request],
    _ call: (RPCAsyncSequence<Request, any Error>, RPCWriter<Response>, ServerContext) async throws
      -> Void
  ) async throws -> [Response] {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: Request.self)
    for request in requests { continuation.yield(request) }
    continuation.finish()
    let answers = Collector<Response>()
    try await call(RPCAsyncSequence(wrapping: stream), RPCWriter(wrapping: answers), context)
    return answers.elements
  }

  /// What a stream answers to one request.
  static func answer<Request: Sendable, Response: Sendable>(
    to request: Request,
    _ call: (RPCAsyncSequence<Request, any Error>, RPCWriter<Response>, ServerContext) async throws
      -> Void
  ) async throws -> Response {
    try #require(try await answers(to: [request], call).first)
  }

  private final class Collector<Element: Sendable>: RPCWriterProtocol {
    private let written = Mutex<[Element]>([])
    var elements: [Element] { written.withLock { $0 } }
    func write(_ element: Element) { written.withLock { $0.append(element) } }
    func write(contentsOf elements: some Sequence<Element>) {
      written.withLock { $0.append(contentsOf: elements) }
    }
  }
}
