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
  /// Who submitted it, as the master knew them.
  package var account: String?
  /// The start in this epoch.
  package var started: Int64?
  package var finished: Int64?
  /// Why it failed or was cancelled.
  package var error: MRError?
  package var counters: Counters

  package init(
    id: JobID, cluster: ClusterID, spec: JobSpec, state: JobState = .queued, epoch: Int = 0,
    submitted: Int64, by account: String? = nil, started: Int64? = nil, finished: Int64? = nil,
    error: MRError? = nil,
    counters: Counters = Counters()
  ) {
    self.id = id
    self.cluster = cluster
    self.spec = spec
    self.state = state
    self.epoch = epoch
    self.submitted = submitted
    self.account = account
    self.started = started
    self.finished = finished
    self.error = error
    self.counters = counters
  }
}
