package import BlockStore
package import Planning

/// How a master is to run.
package struct MasterSettings: Sendable {
  package enum Store: Sendable {
    /// A pool of memcached servers that others run, with what these want to be told.
    case servers([StoreAddress], StoreCredential?)
    /// A memcached that the master starts and ends, with its memory in MiB.
    case own(memory: Int, disk: StoreDisk?)

    var isOwn: Bool {
      if case .own = self { true } else { false }
    }
  }

  /// Where it listens beside its socket file.
  package var network: ListenSettings?
  /// The directory of the journal and the logs; absolute.
  package var stateDirectory: String
  /// Whether the state directory outlives the master: then errors may point to the logs in it.
  package var keepsLogs: Bool
  package var store: Store
  /// Where the sockets of a master go whose directory has too long a path for them, although
  /// everybody may make files there: the path of a passing master is none that others could guess.
  var sharedSockets: String? { keepsLogs ? nil : "/tmp" }
  /// Memory that each worker of the master's own may take, in MiB.
  package var workerMemoryMB: Int
  /// How many clean worker processes of a role a cluster keeps ready at most, for jobs with other
  /// code than the last one's.
  package var mostSpares: Int
  /// Which plugins jobs may have.
  package var pluginRule: PluginRule
  /// Whether workers, and what looks at plugins before, run in a sandbox.
  package var isSandboxed: Bool

  package init(
    network: ListenSettings?, stateDirectory: String, keepsLogs: Bool = true, store: Store,
    workerMemoryMB: Int, mostSpares: Int, pluginRule: PluginRule = .all,
    isSandboxed: Bool = false
  ) {
    self.network = network
    self.stateDirectory = stateDirectory
    self.keepsLogs = keepsLogs
    self.store = store
    self.workerMemoryMB = workerMemoryMB
    self.mostSpares = mostSpares
    self.pluginRule = pluginRule
    self.isSandboxed = isSandboxed
  }
}
