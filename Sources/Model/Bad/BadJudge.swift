/// Whether a job goes on with what is left of its input, and what its result is then.
package struct BadJudge: Sendable {
  package let policy: BadInputPolicy
  /// What a record is called: `line`; nil if it is a file.
  private let recordName: String?

  package init(_ policy: BadInputPolicy, recordName: String?) {
    self.policy = policy
    self.recordName = recordName
  }

  /// - Returns: Why the job is to fail, if more is bad than may be.
  package func excess(_ bad: BadTally, of totals: InputTotals) -> MRError? {
    let counts = [
      (bad.files, totals.files, "file"), (bad.records, totals.records, recordName ?? "file"),
      (bad.groups, totals.groups, "key"),
    ]
    for (count, total, name) in counts where policy.isTooMuch(count, of: total ?? .max) {
      return failure("\(count) \(name)\(count == 1 ? " is" : "s are") bad", bad)
    }
    return nil
  }

  /// Whether the result may be called complete.
  package func isComplete(_ bad: BadTally, of totals: InputTotals) -> Bool {
    policy.isAllowed(bad.files, of: totals.files ?? 0)
      && policy.isAllowed(bad.records, of: totals.records ?? 0)
      && policy.isAllowed(bad.groups, of: totals.groups ?? 0)
  }

  /// - Parameter totals: With the groups only if all are reduced.
  /// - Returns: Why the job is to fail, if nothing is left that its result could be of.
  package func emptiness(_ bad: BadTally, of totals: InputTotals) -> MRError? {
    if bad.isEmpty { return nil }
    if (totals.records ?? 0) - bad.records <= 0 {
      return failure("nothing of the input can be used", bad)
    }
    guard let groups = totals.groups, bad.groups > 0, bad.groups == groups else { return nil }
    return failure("no key can be reduced", bad)
  }

  private func failure(_ what: String, _ bad: BadTally) -> MRError {
    let kinds = bad.kinds.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
    let table = kinds.map { kind, count in
      "\(count) \(kind.rawValue) (\(bad.reasons[kind] ?? ""))"
    }
    let limit = policy.most.map { "--max-bad is \($0)." } ?? "--max-bad sets how much may be bad."
    return MRError(
      .input, what, cause: table.joined(separator: "; "),
      remedy:
        "Look at the reasons. \(limit) With more allowed there is a result, and beside it what "
        + "`mr replay` needs to run such input again.")
  }
}
