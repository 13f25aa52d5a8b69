package import GRPCCore
import Synchronization

/// Shows a token with every call.
package final class BearerToken: ClientInterceptor {
  private let text: Mutex<String?>

  /// - Parameter text: nil: none yet.
  package init(_ text: String?) { self.text = Mutex(text) }

  /// From now on.
  package func show(_ text: String) { self.text.withLock { $0 = text } }

  package func intercept<Input: Sendable, Output: Sendable>(
    request: StreamingClientRequest<Input>, context: ClientContext,
    next: (StreamingClientRequest<Input>, ClientContext) async throws
      -> StreamingClientResponse<Output>
  ) async throws -> StreamingClientResponse<Output> {
    guard let text = text.withLock({ $0 }) else { return try await next(request, context) }
    var request = request
    request.metadata.add(contentsOf: Self.metadata(text))
    return try await next(request, context)
  }

  /// What shows a token with one call.
  package static func metadata(_ token: String) -> Metadata { [key: .string(scheme + token)] }

  /// The token that came with a call; nil if none did. What is too long is none.
  package static func shown(by metadata: Metadata) -> String? {
    for value in metadata[stringValues: key] where value.utf8.count <= longest {
      if value.lowercased().hasPrefix(scheme.lowercased()) {
        return String(value.dropFirst(scheme.count))
      }
    }
    return nil
  }

  private static let key = "authorization"
  private static let scheme = "Bearer "
  private static let longest = 1024
}
