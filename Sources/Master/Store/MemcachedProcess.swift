import BlockStore
import Foundation
import Model
import Threading

/// A memcached of the master's own: on a socket that only its user can reach, with its memory
/// bounded, with errors instead of evictions, and with a disk for what memory does not hold if it
/// is given one.
struct MemcachedProcess: Sendable {
  /// The memory for items in MiB.
  let memory: Int
  let disk: StoreDisk?
  /// A directory for its log.
  let directory: String
  private let diskFile: DiskFile?
  private let sockets: SocketDirectory

  /// - Parameters:
  ///   - directory: Is made if it is missing.
  ///   - sockets: Where its socket is to be; is made if it is missing.
  init(
    memory: Int, disk: StoreDisk?, directory: String, sockets: SocketDirectory
  ) throws(MRError) {
    self.memory = memory
    self.disk = disk
    self.directory = directory
    self.sockets = sockets
    diskFile = if let disk { try DiskFile(in: disk.directory) } else { nil }
    try PrivateDirectory.make(directory, .store)
    try sockets.make()
    // The one of a former life.
    unlink(socket)
  }

  private var socket: String { sockets.socket("memcached.sock") }
  private var logPath: String { "\(directory)/memcached.log" }

  /// Runs until the task is cancelled; ends with an error when memcached ends before that.
  func run() async throws(MRError) {
    defer {
      unlink(socket)
      sockets.remove()
    }
    var arguments = [
      "-s", socket, "-a", "0700", "-M", "-m", "\(memory)", "-c", "4096",
      "-t", "\(max(2, min(8, ProcessInfo.processInfo.activeProcessorCount)))",
    ]
    // memcached refuses to run as root unless it is told to.
    if geteuid() == 0 { arguments += ["-u", "root"] }
    arguments += diskArguments
    let ending: ChildProcess.Ending
    do {
      ending = try await ChildProcess.run("memcached", arguments, logPath: logPath)
    } catch {
      throw MRError(
        .store, "cannot start memcached", cause: error.cause,
        remedy: "Install it (apt-get install memcached), or name running servers with --store.")
    }
    if Task.isCancelled { throw MRError(.cancelled, "memcached was stopped") }
    throw MRError(
      .store, "memcached \(ending)", cause: LogTail.lines(of: logPath),
      remedy: hasSocket ? nil : await remedy)
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
      let help = try? await ChildProcess.collect("memcached", ["-h"], timeout: .seconds(5))
      if disk != nil, help?.output.contains("memcached") == true,
        help?.output.contains("ext_path") == false
      {
        return "It was built without extstore, which --store-disk needs (--enable-extstore)."
      }
      return "Is it installed (apt-get install memcached)?"
    }
  }

  /// Waits until memcached answers and has all that it needs.
  func start() async throws(MRError) -> MemcachedStore {
    let store = try MemcachedStore(servers: [.unix(path: socket)])
    try await untilAnswering()
    guard let disk, let diskFile else { return store }
    try await BlockingThread.run { () throws(MRError) in
      // memcached has emptied the file when it opened it.
      try diskFile.reserve(disk.size)
      try store.reserveHeaders(disk.blocks)
    }
    return store
  }

  private func untilAnswering() async throws(MRError) {
    let once = MemcachedStore.Options(patience: .zero, reconnectPatience: .zero)
    let store = try MemcachedStore(servers: [.unix(path: socket)], options: once)
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline, !Task.isCancelled {
      if hasSocket {
        // It is there before memcached listens.
        let answers = await BlockingThread.run { (try? store.connect()) != nil }
        if answers { return }
      }
      do { try await Task.sleep(for: .milliseconds(2)) } catch { break }
    }
    throw MRError(.store, "memcached did not start within 10 s", remedy: "See \(logPath).")
  }

  private var hasSocket: Bool { access(socket, F_OK) == 0 }
}
