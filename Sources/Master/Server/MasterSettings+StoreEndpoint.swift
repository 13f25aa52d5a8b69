import BlockStore
import Model
import Threading

extension MasterSettings {
  /// Where the master's own memcached is reached: in the network if workers may come from there.
  /// Blocks.
  /// - Parameter directory: For its files.
  func storeEndpoint(_ directory: String) throws(MRError) -> StoreEndpoint {
    if let address = network?.address {
      return .network(
        host: address.host, numericHost: try address.numericHost(), directory: directory, .random())
    }
    return .socket(try SocketDirectory(for: directory, orIn: sharedSockets))
  }
}
