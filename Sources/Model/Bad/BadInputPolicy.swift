/// What becomes of a job whose input cannot be used in part.
package struct BadInputPolicy: Sendable, Hashable, Codable {
  package enum Reaction: String, Sendable, Hashable, Codable, CaseIterable {
    /// What cannot be used is set aside, and the rest is done.
    case skip
    /// The job fails.
    case fail
  }

  package var reaction: Reaction
  /// So much may be missing, and the result counts as complete all the same. Nil: nothing.
  package var allowed: Amount?
  /// With more than that the job fails. Nil: with more than 100 and more than 10 %.
  package var most: Amount?

  package init(_ reaction: Reaction = .skip, allowed: Amount? = nil, most: Amount? = nil) {
    self.reaction = reaction
    self.allowed = allowed
    self.most = most
  }

  /// Each part that is set aside is kept with its reason until the job ends.
  package static let mostEntries = 100_000
  private static let usualCount = 100
  private static let usualPercent = 10.0

  /// - Parameters:
  ///   - bad: How many are set aside.
  ///   - total: Of how many.
  package func isTooMuch(_ bad: Int, of total: Int) -> Bool {
    if bad > Self.mostEntries { return true }
    guard let most else {
      return bad > Self.usualCount
        && !Amount.percent(Self.usualPercent).covers(bad, of: total)
    }
    return !most.covers(bad, of: total)
  }

  package func isAllowed(_ bad: Int, of total: Int) -> Bool {
    bad == 0 || allowed?.covers(bad, of: total) ?? false
  }
}
