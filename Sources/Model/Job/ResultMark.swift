/// Files beside the parts of a result. Wildcards pass them over.
package enum ResultMark {
  package static let partPrefix = "part-r-"
  /// The file that a partition becomes.
  package static func part(_ partition: Int) -> String {
    let digits = String(partition)
    return partPrefix + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// While the job runs, or after it was killed: the result is unfinished.
  package static let running = "_RUNNING"
  package static let success = "_SUCCESS"
  /// In the place of the former: what could not be used is missing in the result.
  package static let incomplete = "_INCOMPLETE"
  /// The job that made the result; hidden from shells' wildcards too, as it is no part of the result.
  package static let job = ".mr-job.json"
  /// A directory: which files each key may come from.
  package static let provenance = "_PROVENANCE"
  /// In that directory: the marks of tasks, in any order, each with the size of what follows and its hash
  /// before it, then the task's number and its entries.
  package static let provenanceKeys = "keys"
  /// There, too: what the marks are of. A signature, the identity of what made them, the size of all marks, a
  /// hash for each file of the input, and one of all that.
  package static let provenanceInput = "files"
  /// A directory: what could not be used, and why.
  package static let bad = "_BAD"
  /// In that directory: a line of JSON for each.
  package static let badList = "list.jsonl"
  /// What another job can go on from: how the map tasks were cut, and what they left.
  package static let formerJob = "job.json"
  package static func formerOutput(_ task: Int) -> String { "\(formerOutputPrefix)\(task).blocks" }
  package static let formerOutputPrefix = "map-"
}
