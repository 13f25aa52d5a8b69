import Execution
package import Model
import Protocol
package import Transport

/// What a worker process needs to know to start.
package struct WorkerSettings: Sendable {
  package var master: MasterContact
  package var cluster: ClusterID
  package var role: Role
  /// A file that tells the master what the worker was at when it died; nil for none.
  package var notePath: String?
  /// The time without progress after which an attempt is given up.
  package var taskTimeout: Duration
  /// Memory that the process may take, in MiB.
  package var memoryMB: Int
  /// Whether it writes parts into an output directory that it sees; otherwise they go through the store.
  package var writesParts = true
  /// Whether the kernel ends the process with its master.
  package var endsWithMaster = false
  /// What the master answered to the process that has joined for this one; nil for a worker that registers itself.
  var registration: WireRegisterResponse?

  /// Whether another process started this one, and will start the next one if the master wants it renewed.
  package var isJoined: Bool { registration != nil }

  package init(
    master: MasterContact, cluster: ClusterID, role: Role, notePath: String? = nil,
    taskTimeout: Duration = TaskTimeout.standard,
    memoryMB: Int = WorkerMemory.standardMB
  ) {
    self.master = master
    self.cluster = cluster
    self.role = role
    self.notePath = notePath
    self.taskTimeout = taskTimeout
    self.memoryMB = memoryMB
  }
}
