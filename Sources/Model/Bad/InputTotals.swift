/// How much input a job has, as far as that is known yet.
package struct InputTotals: Sendable, Hashable {
  package var files: Int?
  package var records: Int?
  /// Keys that are reduced.
  package var groups: Int?

  package init(files: Int? = nil, records: Int? = nil, groups: Int? = nil) {
    self.files = files
    self.records = records
    self.groups = groups
  }
}
