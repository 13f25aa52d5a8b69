import GRPCCore
import Journal
import Logging
import Model
import Protocol
import Transport

/// Tokens: who may call the master over a network.
extension ClientService {
  func createToken(request: WireCreateTokenRequest, context: ServerContext) async throws
    -> WireCreateTokenResponse
  {
    guard let role = AccessRole(rawValue: request.role) else {
      throw MRError(
        .invalidArgument, "'\(printable(request.role.utf8.prefix(100)))' is no role",
        remedy: "Choose \(AccessRole.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let token = try await tokens.create(request.name, role)
    let account = await account
    environment.logger.info("\(account) made token \(request.name) (\(role.rawValue))")
    var response = WireCreateTokenResponse()
    response.connection = try await listeners.connection(showing: token).text
    return response
  }

  func listTokens(request: WireListTokensRequest, context: ServerContext) async throws
    -> WireListTokensResponse
  {
    var response = WireListTokensResponse()
    response.tokens = try await environment.journal.tokens().map { record in
      var token = WireToken()
      token.name = record.name
      token.role = record.role.rawValue
      token.createdMs = record.created
      token.revokedMs = record.revoked ?? 0
      return token
    }
    return response
  }

  func revokeToken(request: WireRevokeTokenRequest, context: ServerContext) async throws
    -> WireRevokeTokenResponse
  {
    try await tokens.revoke(request.name)
    let account = await account
    environment.logger.info("\(account) revoked token \(printable(request.name.utf8))")
    return WireRevokeTokenResponse()
  }
}
