/// A job whose tasks can run: its plan, and what was found out while it was prepared. All tasks share it,
/// and nothing of it changes any more.
package struct PreparedJob: Sendable, Hashable {
  package let id: JobID
  /// The number of starts that the job had before this one.
  package let epoch: Int
  package let plan: JobPlan
  /// Where the partitions of a job begin that are ranges of keys: the first key that may lie in each
  /// partition after the first; normalised, strictly ascending, fewer than partitions.
  package let splitPoints: [[UInt8]]
  /// The text by which a worker recognises the output directory that the master sees.
  package let outputToken: String

  package init(
    id: JobID, epoch: Int, plan: JobPlan, splitPoints: [[UInt8]], outputToken: String
  ) {
    self.id = id
    self.epoch = epoch
    self.plan = plan
    self.splitPoints = splitPoints
    self.outputToken = outputToken
  }
}
