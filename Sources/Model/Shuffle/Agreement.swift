/// Holds numbers against each other that were counted in different places and have to be the same.
package struct Agreement: Sendable {
  private let subject: String

  /// - Parameter subject: Of which the numbers are, for the message.
  package init(of subject: String) { self.subject = subject }

  /// - Throws: `internal`, which names both.
  package func check(_ what: String, _ number: Int, _ other: String, _ expected: Int)
    throws(MRError)
  {
    guard number == expected else {
      throw disagreement("\(what): \(number); \(other): \(expected)")
    }
  }

  package func disagreement(_ what: String) -> MRError {
    MRError(
      .internal, "the numbers of \(subject) do not agree", cause: what,
      remedy: "No result is made of them. If that comes again, report it with the job's log.")
  }
}
