import BlockStore
import Master

/// What a master needs to know to start.
struct MasterOptions: Sendable {
  var listen: NetworkAddress
  /// Holds the journal and the logs. Absolute.
  var stateDirectory: String
  var store: StoreChoice
  var workerMemoryMB: Int
}

/// Where blocks lie.
enum StoreChoice: Sendable {
  /// Running memcached servers.
  case servers([StoreAddress])
  /// A memcached that the master starts and ends.
  case own(memoryMB: Int, disk: StoreDisk?)
}
