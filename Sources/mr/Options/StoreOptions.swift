import ArgumentParser
import BlockStore
import Glibc
import Model

/// `--store` and `--store-memory`: where a master's blocks lie.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Addresses of running memcached servers, separated by commas. (default: the master starts \
      one of its own)
      """, valueName: "host:port,..."))
  var store: String?

  @Option(
    help: ArgumentHelp(
      """
      Memory of the master's own memcached in MB, at least 64. (default: a quarter of the \
      machine's memory)
      """, valueName: "MB"))
  var storeMemory: Int?

  func validate() throws {
    if store != nil, storeMemory != nil {
      throw ValidationError(
        "'--store-memory' is for a memcached of the master's own, not '--store'.")
    }
    if let storeMemory, storeMemory < 64 {
      throw ValidationError("'--store-memory' is \(storeMemory), but has to be at least 64 (MB).")
    }
    do { _ = try choice() } catch { throw ValidationError(error.description) }
  }

  /// - Throws: `invalidArgument` if an address is malformed.
  func choice() throws(MRError) -> StoreChoice {
    guard let store else { return .own(memoryMB: storeMemory ?? Self.quarterOfMemory) }
    return .servers(
      try store.split(separator: ",", omittingEmptySubsequences: false)
        .map { (address) throws(MRError) in try StoreAddress(String(address)) })
  }

  private static var quarterOfMemory: Int {
    let bytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return max(64, bytes / (4 << 20))
  }
}
