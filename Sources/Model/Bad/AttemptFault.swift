/// How an attempt failed, and at which records, as far as that is known.
package struct AttemptFault: Sendable, Hashable {
  /// What ended the attempt.
  package enum Manner: Sendable, Hashable {
    /// The attempt itself says so.
    case error
    /// Its process ended: by this signal, or by itself.
    case ended(signal: Int?)
    /// It made no progress.
    case hung
  }

  package var error: MRError
  package var manner: Manner
  /// What the plugin worked on.
  package var place: RecordRange?
  /// The same for people: `lines 17–24 of a.txt`.
  package var work: String?
  /// The records that fail whenever they are tried, if the attempt has looked for them.
  package var found: [BadInput]
  /// Where the process was when it ended by a fault, innermost first.
  package var backtrace: [String]

  package init(
    _ error: MRError, _ manner: Manner = .error, at place: RecordRange? = nil,
    work: String? = nil, found: [BadInput] = [], backtrace: [String] = []
  ) {
    self.work = work
    self.backtrace = backtrace
    self.error = error
    self.manner = manner
    self.place = place
    self.found = found
  }

  /// The error with what the plugin worked on.
  package var located: MRError {
    guard let work else { return error }
    var error = error
    error.message += " while it worked on \(work)"
    return error
  }
}
