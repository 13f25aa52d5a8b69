import Execution
package import Model

/// What a worker process needs to know to start.
package struct WorkerSettings: Sendable {
  package var master: MasterAddress
  package var cluster: ClusterID
  package var role: Role
  /// What the master that started the process calls it, and the secret that goes with the name;
  /// nil if somebody else started it.
  package var identity: (worker: WorkerID, token: String)?
  /// A file that tells the master what the worker was at when it died; nil for none.
  package var notePath: String?
  /// The time without progress after which an attempt is given up.
  package var taskTimeout: Duration
  /// Memory that the process may take, in MiB.
  package var memoryMB: Int

  package init(
    master: MasterAddress, cluster: ClusterID, role: Role,
    identity: (worker: WorkerID, token: String)? = nil, notePath: String? = nil,
    taskTimeout: Duration = TaskTimeout.standard,
    memoryMB: Int = WorkerMemory.standardMB
  ) {
    self.master = master
    self.cluster = cluster
    self.role = role
    self.identity = identity
    self.notePath = notePath
    self.taskTimeout = taskTimeout
    self.memoryMB = memoryMB
  }
}
