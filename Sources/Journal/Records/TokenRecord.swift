import GRDB
package import Model

/// A token as the journal remembers it. Times are milliseconds since 1970.
package struct TokenRecord: Sendable, Hashable {
  package var name: String
  package var role: AccessRole
  /// SHA-256.
  package var digest: [UInt8]
  package var created: Int64
  /// nil while it is taken.
  package var revoked: Int64?
}

extension TokenRecord {
  /// - Throws: `journal` if a cell is not what it can be.
  init(_ row: Row) throws(MRError) {
    let role = try row.text("role")
    guard let known = AccessRole(rawValue: role) else {
      throw MRError(.journal, "the role is '\(printable(role.utf8.prefix(100)))'")
    }
    self.init(
      name: try row.text("name"), role: known, digest: try row.bytes("digest", count: 32),
      created: try row.time("created"), revoked: try row.optionalTime("revoked"))
  }
}
