/// Files beside the parts of a result. Wildcards pass them over.
package enum ResultMark {
  /// While the job runs, or after it was killed: the result is unfinished.
  package static let running = "_RUNNING"
  package static let success = "_SUCCESS"
}
