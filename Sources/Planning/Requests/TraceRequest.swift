package import Model

/// Asks from which records of which files a key comes. Who answers it knows how to map.
package struct TraceRequest: ChildRequest {
  /// One for each file, in their order.
  package typealias Answer = [KeyTrace]
  package static let name = "trace"

  package var plan: JobPlan
  /// The key as results have it.
  package var key: String
  package var files: [InputFile]

  package init(_ plan: JobPlan, key: String, _ files: [InputFile]) {
    self.plan = plan
    self.key = key
    self.files = files
  }
}
