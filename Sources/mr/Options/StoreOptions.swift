import ArgumentParser
import BlockStore
import Glibc
import Master
import Model
import Threading

/// `--store`, `--store-auth`, `--store-memory` and `--store-disk`: where a master's blocks lie.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Addresses of running memcached servers, HOST:PORT or unix:PATH, separated by commas. \
      (default: the master starts one of its own)
      """, valueName: "address,..."))
  var store: String?

  @Option(
    help: ArgumentHelp(
      """
      A file with USER:PASSWORD, which the servers of --store ask for (memcached -Y). Only you may \
      have access to it. (default: they ask for none)
      """, valueName: "file"))
  var storeAuth: String?

  @Option(
    help: ArgumentHelp(
      """
      Memory of the master's own memcached in MB, at least 64. (default: a quarter of the \
      machine's memory)
      """, valueName: "MB"))
  var storeMemory: Int?

  @Option(
    help: ArgumentHelp(
      """
      A directory, and how much of its disk the master's own memcached may take for what does not \
      fit into its memory, in M, G or T: /var/tmp:8G. At least 128M. (default: none)
      """, valueName: "directory:size"))
  var storeDisk: String?

  func validate() throws {
    if store != nil, let flag = storeMemory.map({ _ in "memory" }) ?? storeDisk.map({ _ in "disk" })
    {
      throw ValidationError(
        "'--store-\(flag)' is for a memcached of the master's own, not '--store'.")
    }
    if storeAuth != nil, store == nil {
      throw ValidationError("'--store-auth' is for the servers of '--store'.")
    }
    if let storeMemory, storeMemory < 64 {
      throw ValidationError("'--store-memory' is \(storeMemory), but has to be at least 64 (MB).")
    }
    do { _ = try choice() } catch { throw ValidationError(error.description) }
  }

  /// - Throws: `invalidArgument` if an address or a size is malformed, or the file with the password
  ///   cannot be used.
  func choice() throws(MRError) -> MasterSettings.Store {
    guard let store else {
      let memory = storeMemory ?? Self.quarterOfMemory
      return .own(memory: memory, disk: try disk(memory))
    }
    var credential: StoreCredential?
    if let storeAuth {
      credential = try StoreCredential(try SecretFile.read(storeAuth, "the store's password"))
    }
    return .servers(try StoreAddress.list(store), credential)
  }

  private func disk(_ memory: Int) throws(MRError) -> StoreDisk? {
    guard let storeDisk else { return nil }
    let disk = try StoreDisk(storeDisk)
    guard memory >= disk.leastMemory else {
      throw MRError(
        .invalidArgument, "a disk of \(disk.size >> 30) GiB needs more memory than \(memory) MB",
        cause: "every block on disk has a header in memory",
        remedy: "Give the store at least --store-memory \(disk.leastMemory), or a smaller disk.")
    }
    return disk
  }

  private static var quarterOfMemory: Int {
    let bytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return max(64, bytes / (4 << 20))
  }
}
