import Model

/// What a worker process needs to know to start.
struct WorkerOptions: Sendable {
  var master: NetworkAddress
  var cluster: ClusterID
  var role: Role
  /// What the master that started the process called it; nil if somebody else did.
  var workerID: WorkerID?
  /// The secret that goes with that name.
  var token: String?
  var memoryMB: Int
}
