package import Model
package import Scheduling

/// A job as the journal remembers it. Times are milliseconds since 1970.
package struct JobRecord: Sendable, Hashable {
  package var id: JobID
  package var cluster: ClusterID
  package var spec: JobSpec
  package var state: JobState
  /// How often the job was started before: by a master that went down meanwhile.
  package var epoch: Int
  package var submitted: Int64
  /// The start in this epoch.
  package var started: Int64?
  package var finished: Int64?
  /// Why it failed or was cancelled.
  package var error: MRError?
  package var counters: Counters
}
