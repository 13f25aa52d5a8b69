import BlockStore
import Foundation
import Model
import Sealing
import Threading

/// A memcached of the master's own: with its memory bounded, with errors instead of evictions, and
/// with a disk for what memory does not hold if it is given one.
struct MemcachedProcess: Sendable {
  /// The memory for items in MiB.
  let memory: Int
  let disk: StoreDisk?
  /// A directory for its log.
  let directory: String
  private let diskFile: DiskFile?
  private let endpoint: StoreEndpoint

  /// - Parameters:
  ///   - directory: Is made if it is missing.
  ///   - endpoint: Where it is to be reached.
  init(
    memory: Int, disk: StoreDisk?, directory: String, at endpoint: StoreEndpoint
  ) throws(MRError) {
    self.memory = memory
    self.disk = disk
    self.directory = directory
    self.endpoint = endpoint
    diskFile = if let disk { try DiskFile(in: disk.directory) } else { nil }
    try PrivateDirectory.make(directory, .store)
    try endpoint.prepare()
  }

  private var logPath: String { "\(directory)/memcached.log" }

  /// Runs until the task is cancelled; ends with an error when memcached ends before that.
  func run() async throws(MRError) {
    defer { endpoint.remove() }
    var arguments = endpoint.arguments
    arguments += [
      "-M", "-m", "\(memory)", "-c", "\(Self.connections)",
      "-t", "\(max(2, min(8, ProcessInfo.processInfo.activeProcessorCount)))",
    ]
    // memcached refuses to run as root unless it is told to.
    if geteuid() == 0 { arguments += ["-u", "root"] }
    arguments += diskArguments
    let ending: ChildProcess.Ending
    do {
      ending = try await ChildProcess.run(
        .named("memcached"), arguments, environment: endpoint.environment, logPath: logPath)
    } catch {
      if error.code == .notFound { throw error }
      throw MRError(
        .store, "cannot start memcached", cause: error.cause,
        remedy: "Install it (apt-get install memcached), or name running servers with --store.")
    }
    if Task.isCancelled { throw MRError(.cancelled, "memcached was stopped") }
    throw MRError(
      .store, "memcached \(ending)", cause: LogTail.lines(of: logPath),
      remedy: endpoint.address == nil ? await remedy : nil)
  }

  /// As many connections as there will ever be, if it may open so many descriptors.
  private static var connections: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return min(4096, max(64, Int(clamping: limit.rlim_max) - 64))
  }

  private var diskArguments: [String] {
    guard let disk, let diskFile else { return [] }
    let options = [
      // Pages of memory stay with their classes: moving them drops items for which there is no
      // room, and headers have what they need from the beginning.
      "slab_automove=0",
      // Blocks are read once, so a block that was read need not go back into memory.
      "ext_recache_rate=0",
      "ext_threads=2", "ext_wbuf_size=8", "ext_page_size=\(disk.pageSize)",
      "ext_path=\(diskFile.path):\(disk.size >> 20)M",
    ]
    // Headers of all blocks are of one class: 128 bytes are enough for keys of up to 59.
    return ["-n", "80", "-o", options.joined(separator: ",")]
  }

  /// What to do about a memcached that did not start.
  private var remedy: String {
    get async {
      let help = try? await ChildProcess.collect(.named("memcached"), ["-h"], timeout: .seconds(5))
      if disk != nil, help?.output.contains("memcached") == true,
        help?.output.contains("ext_path") == false
      {
        return "It was built without extstore, which --store-disk needs (--enable-extstore)."
      }
      return "Is it installed (apt-get install memcached)?"
    }
  }

  /// Waits until memcached answers and has all that it needs.
  func start() async throws(MRError) -> StoreAccess {
    let access = StoreAccess(
      servers: [try await address()], credential: endpoint.credential,
      secret: endpoint.isOpen ? BlockSecret() : nil)
    guard let disk, let diskFile else { return access }
    let store = try access.reached(by: nil).memcached()
    try await BlockingThread.run { () throws(MRError) in
      // memcached has emptied the file when it opened it.
      try diskFile.reserve(disk.size)
      try store.reserveHeaders(disk.blocks)
    }
    return access
  }

  private func address() async throws(MRError) -> StoreAddress {
    let once = MemcachedStore.Options(patience: .zero, reconnectPatience: .zero)
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline, !Task.isCancelled {
      if let address = endpoint.address {
        // A socket is there before memcached listens.
        let store = try MemcachedStore(
          servers: [address.reached(by: nil)], credential: endpoint.credential, options: once)
        let answers = await BlockingThread.run { (try? store.connect()) != nil }
        if answers { return address }
      }
      do { try await Task.sleep(for: .milliseconds(2)) } catch { break }
    }
    throw MRError(.store, "memcached did not start within 10 s", remedy: "See \(logPath).")
  }
}
