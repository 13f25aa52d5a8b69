package import BlockStore

/// How a master is to run.
package struct MasterSettings: Sendable {
  package enum Store: Sendable {
    /// A pool that others run.
    case servers([StoreAddress])
    /// A memcached of the master's own, with its memory in MiB.
    case own(memory: Int, disk: StoreDisk?)

    var isOwn: Bool {
      if case .own = self { true } else { false }
    }
  }

  package var host: String
  /// 0 lets the kernel choose.
  package var port: Int
  /// For the journal and the logs.
  package var stateDirectory: String
  /// Whether the state directory outlives the master: then errors may point to the logs in it.
  package var keepsLogs: Bool
  package var store: Store
  /// That each worker of the master's own may take.
  package var workerMemoryMB: Int
  /// Clean worker processes of a role that a cluster keeps ready for jobs with other code than the
  /// last one's, at most.
  package var mostSpares: Int

  package init(
    host: String, port: Int, stateDirectory: String, keepsLogs: Bool = true, store: Store,
    workerMemoryMB: Int, mostSpares: Int
  ) {
    self.host = host
    self.port = port
    self.stateDirectory = stateDirectory
    self.keepsLogs = keepsLogs
    self.store = store
    self.workerMemoryMB = workerMemoryMB
    self.mostSpares = mostSpares
  }
}
