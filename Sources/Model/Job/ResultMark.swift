/// Files beside the parts of a result. Wildcards pass them over.
package enum ResultMark {
  /// While the job runs, or after it was killed: the result is unfinished.
  package static let running = "_RUNNING"
  package static let success = "_SUCCESS"
  /// In the place of the former: what could not be used is missing in the result.
  package static let incomplete = "_INCOMPLETE"
  /// A directory: what could not be used, and why.
  package static let bad = "_BAD"
  /// In that directory: a line of JSON for each.
  package static let badList = "list.jsonl"
  /// What another job can go on from: how the map tasks were cut, and what they left.
  package static let formerJob = "job.json"
  package static func formerOutput(_ task: Int) -> String { "\(formerOutputPrefix)\(task).blocks" }
  package static let formerOutputPrefix = "map-"
}
