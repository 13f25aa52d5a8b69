package import Model

/// What came of a request to a child process.
package enum ChildOutcome<Answer: Sendable>: Sendable {
  case done(Answer)
  /// The error is as it was thrown in the child.
  case refused(MRError)
  case silent(ChildSilence)
}

/// How a child process ended that came to no answer.
package struct ChildSilence: Sendable, Hashable, CustomStringConvertible {
  /// How the child ended, in words: `was killed by signal 11 (Segmentation fault)`, `did not come
  /// back within 30 s`.
  package var ending: String
  package var isTimedOut: Bool
  /// What it tried last, if it said so.
  package var tried: String?
  /// The last lines that the child and its plugin printed; empty if there are none.
  package var printed: String

  package init(ending: String, isTimedOut: Bool = false, tried: String? = nil, printed: String = "")
  {
    self.ending = ending
    self.isTimedOut = isTimedOut
    self.tried = tried
    self.printed = printed
  }

  /// `was killed by signal 6 (Aborted); it printed: the licence is missing`
  package var description: String {
    ending + (printed.isEmpty ? "" : "; it printed: \(printed)")
  }
}
