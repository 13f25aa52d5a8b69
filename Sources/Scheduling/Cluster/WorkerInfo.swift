package import Model

/// A worker as it is listed.
package struct WorkerInfo: Sendable, Hashable {
  package enum State: String, Sendable, Hashable { case starting, alive, leaving }

  package var id: WorkerID
  package var role: Role
  package var state: State
  /// Whether the master started the process, and starts another one when it is lost.
  package var isOurs: Bool
  package var code: ProcessCode
}

/// What a worker process has in it, which says whose tasks it may run.
package enum ProcessCode: Hashable, Sendable {
  /// Nothing yet: it may take on the code of the job whose turn it is.
  case none
  /// A set of code, as `ClusterMachine` numbers it: it runs tasks of jobs with this set only.
  case loaded(Int)
}
