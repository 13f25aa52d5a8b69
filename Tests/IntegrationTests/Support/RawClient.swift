import GRPCCore
import Model
import SwiftProtobuf
import Testing
import Transport

/// Calls a master with any bytes for a message, as whoever reaches its port can.
struct RawClient: Sendable {
  private struct Bytes: MessageSerializer, MessageDeserializer {
    func serialize<Out: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Out { Out(message) }

    func deserialize<In: GRPCContiguousBytes>(_ bytes: In) throws -> [UInt8] {
      bytes.withUnsafeBytes { Array($0) }
    }
  }

  private let client: GRPCClient<SocketClientTransport>

  /// - Parameter token: What its calls show, if they show any.
  static func run(
    _ address: String, token: String? = nil, _ body: (RawClient) async throws -> Void
  ) async throws {
    try await run(MasterContact(address: try #require(MasterAddress(address))), token: token, body)
  }

  static func run(
    _ contact: MasterContact, token: String? = nil, _ body: (RawClient) async throws -> Void
  ) async throws {
    try await withGRPCClient(
      transport: SocketClientTransport(contact), interceptors: [BearerToken(token)]
    ) { client in try await body(RawClient(client: client)) }
  }

  /// A stream is a call like any other here: one request, and the first answer to it.
  func call(
    _ service: String, _ method: String, _ request: [UInt8], showing token: String? = nil,
    within timeout: Duration = .seconds(20)
  ) async throws -> [UInt8] {
    var options = CallOptions.defaults
    options.timeout = timeout
    options.maxRequestMessageBytes = 64 << 20
    return try await client.unary(
      request: ClientRequest(
        message: request, metadata: token.map { BearerToken.metadata($0) } ?? [:]),
      descriptor: MethodDescriptor(fullyQualifiedService: "mr.v1.\(service)", method: method),
      serializer: Bytes(), deserializer: Bytes(), options: options
    ) { response in try response.message }
  }

  func call<Answer: Message>(
    _ service: String, _ method: String, _ request: some Message, for: Answer.Type = Answer.self,
    showing token: String? = nil, within timeout: Duration = .seconds(20)
  ) async throws -> Answer {
    let bytes: [UInt8] = try request.serializedBytes()
    return try Answer(
      serializedBytes: try await call(service, method, bytes, showing: token, within: timeout))
  }
}
