/// What `mr plugin check` is asked for.
package struct CheckSpec: Sendable {
  /// One of the plugin's jobs; nil means all.
  package var job: String?
  /// A layout; nil means a text of our own.
  package var input: String?
  package var format: String?
  package var parameters: [String: String]

  package init(job: String?, input: String?, format: String?, parameters: [String: String]) {
    self.job = job
    self.input = input
    self.format = format
    self.parameters = parameters
  }
}

/// How the jobs of a plugin read their input when they are checked.
package struct CheckPlan: Sendable {
  /// The formats that jobs read, by the jobs' names.
  package var formats: [String: JobFormat] = [:]
  /// The format of a plugin that has input formats only; nil if all of them read what there is.
  package var format: JobFormat?
}
