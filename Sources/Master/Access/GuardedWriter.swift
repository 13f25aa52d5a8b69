import GRPCCore
import Model

/// Sends what a call answers as long as its caller may be answered: a token can be revoked while a log is followed.
struct GuardedWriter<Element: Sendable>: RPCWriterProtocol {
  let base: RPCWriter<Element>
  let token: AccessToken
  let tokens: TokenRegistry

  func write(_ element: Element) async throws {
    try check()
    try await base.write(element)
  }

  func write(contentsOf elements: some Sequence<Element>) async throws {
    try check()
    try await base.write(contentsOf: elements)
  }

  private func check() throws(MRError) {
    guard tokens.holder(of: token) == nil else { return }
    throw MRError(.unauthenticated, "the token of this call has been revoked")
  }
}
