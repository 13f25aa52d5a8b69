import Journal
import Model
import Synchronization

/// The tokens that a master takes.
final class TokenRegistry: Sendable {
  private struct Known {
    var name: String
    var role: AccessRole
    var digest: [UInt8]
  }

  /// What the token is called that the master itself makes.
  static let ownName = "master"
  /// The most that there can be: each call is compared with all.
  private static let most = 1000

  private let known: Mutex<[Known]>
  private let journal: Journal

  /// - Parameter own: The token of the user who runs the master.
  init(_ journal: Journal, own: AccessToken?) async throws(MRError) {
    self.journal = journal
    var tokens = try await journal.tokens().filter { $0.revoked == nil }.map {
      Known(name: $0.name, role: $0.role, digest: $0.digest)
    }
    if let own { tokens.append(Known(name: Self.ownName, role: .admin, digest: own.digest)) }
    known = Mutex(tokens)
  }

  /// Who has the token; nil if nobody.
  func holder(of token: AccessToken) -> Caller? {
    let digest = token.digest
    return known.withLock { known in
      known.first { agree($0.digest, digest) }
        .map { Caller(identity: .holder(token: $0.name), role: $0.role) }
    }
  }

  /// Makes a token.
  /// - Throws: `alreadyExists` if there is one of that name, `invalidArgument` for a name that is none.
  func create(_ name: String, _ role: AccessRole) async throws(MRError) -> AccessToken {
    guard name != Self.ownName, (1...64).contains(name.utf8.count),
      name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else {
      throw MRError(
        .invalidArgument, "'\(printable(name.utf8.prefix(100)))' cannot be the name of a token",
        remedy: "Choose up to 64 letters, digits and signs, without spaces.")
    }
    let token = AccessToken()
    let known = Known(name: name, role: role, digest: token.digest)
    try self.known.withLock { (tokens) throws(MRError) in
      guard tokens.count < Self.most else {
        throw MRError(
          .invalidArgument, "there are \(tokens.count) tokens already",
          remedy: "Revoke those that nobody needs.")
      }
      guard !tokens.contains(where: { $0.name == name }) else {
        throw MRError(
          .alreadyExists, "there is a token '\(name)' already",
          remedy: "Choose another name, or revoke it first.")
      }
      tokens.append(known)
    }
    do throws(MRError) {
      try await journal.createToken(name, role, digest: known.digest)
    } catch {
      forget(name)
      throw error
    }
    return token
  }

  /// - Throws: `notFound` if there is none of that name.
  func revoke(_ name: String) async throws(MRError) {
    forget(name)
    try await journal.revokeToken(name)
  }

  private func forget(_ name: String) {
    known.withLock { $0.removeAll { $0.name == name && name != Self.ownName } }
  }
}
