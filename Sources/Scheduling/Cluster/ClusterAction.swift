package import Model

/// What a `ClusterMachine` wants done, in order.
package enum ClusterAction: Sendable, Hashable {
  /// Start a process for this worker; it registers under this name. If it cannot be started, or
  /// when it ends, call `lost`.
  case spawn(WorkerID, Role)
  /// Ask a worker to end: it is told so with its next heartbeat, or when it asks for a task.
  case shutDown(WorkerID)
  /// End the process of a worker that does not answer, if it is one of ours.
  case kill(WorkerID)
  /// A worker is gone: tell the running job.
  case workerLost(WorkerID, AttemptFault)
  /// A worker that was asked to end has done so.
  case workerEnded(WorkerID)
  /// Workers die faster than they do anything: end the cluster with this error.
  case failed(MRError)
}
