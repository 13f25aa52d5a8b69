/// What the holder of a token may do with a master.
package enum AccessRole: String, Sendable, Hashable, CaseIterable {
  /// Look at clusters, jobs and logs.
  case read
  /// That, and submit jobs and cancel one's own.
  case submit
  /// Everything.
  case admin
  /// Add workers to clusters, and nothing else.
  case join

  /// Whether whoever has this role may do what takes another one.
  package func covers(_ needed: AccessRole) -> Bool {
    switch self {
    case .admin: true
    case .submit: needed != .admin && needed != .join
    case .read, .join: needed == self
    }
  }
}
