package import Model

/// How a check went.
package struct CheckResult: Sendable, Hashable {
  package var subject: CheckSubject
  package var check: Check
  package var verdict: Verdict
  /// How long the check took, in seconds.
  package var duration: Double

  package init(subject: CheckSubject, check: Check, verdict: Verdict, duration: Double) {
    self.subject = subject
    self.check = check
    self.verdict = verdict
    self.duration = duration
  }
}

/// What a check came to.
package struct Verdict: Codable, Sendable, Hashable, Error {
  package enum Outcome: String, Codable, Sendable { case ok, failed, skipped }
  package var outcome: Outcome
  /// One line: what was seen, with which input.
  package var text: String
  /// What the author can do about it.
  package var remedy: String?
  /// A fingerprint of the results; the same in every process that does what it should.
  package var fingerprint: UInt64?

  package static func ok(_ text: String, fingerprint: UInt64? = nil) -> Verdict {
    Verdict(outcome: .ok, text: text, fingerprint: fingerprint)
  }

  package static func failed(_ text: String, remedy: String? = nil) -> Verdict {
    Verdict(outcome: .failed, text: text, remedy: remedy)
  }

  package static func failed(_ error: MRError) -> Verdict {
    .failed(error.message + (error.cause.map { ": \($0)" } ?? ""), remedy: error.remedy)
  }

  package static func skipped(_ text: String, remedy: String? = nil) -> Verdict {
    Verdict(outcome: .skipped, text: text, remedy: remedy)
  }
}
