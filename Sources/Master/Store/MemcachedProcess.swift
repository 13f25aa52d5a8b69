import Threading
import BlockStore
import Foundation
import Model

/// A memcached of the master's own: on loopback, at a port the kernel chose, with its memory
/// bounded, with errors instead of evictions, and with a disk for what memory does not hold if it
/// is given one.
struct MemcachedProcess: Sendable {
  /// The memory for items in MiB.
  let memory: Int
  let disk: StoreDisk?
  /// A directory for its log and the file that it writes its port to.
  let directory: String
  private let diskFile: DiskFile?

  /// - Parameter directory: Is made if it is missing.
  init(memory: Int, disk: StoreDisk?, directory: String) throws(MRError) {
    self.memory = memory
    self.disk = disk
    self.directory = directory
    diskFile = if let disk { try DiskFile(in: disk.directory) } else { nil }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw MRError(.store, "cannot make the directory \(directory)", cause: "\(error)")
    }
    // The port of a former life.
    unlink(portFile)
  }

  private var portFile: String { "\(directory)/memcached.port" }
  private var logPath: String { "\(directory)/memcached.log" }

  /// Runs until the task is cancelled; ends with an error when memcached ends before that.
  func run() async throws(MRError) {
    var arguments = [
      "-l", "127.0.0.1", "-p", "-1", "-U", "0", "-M", "-m", "\(memory)", "-c", "4096",
      "-t", "\(max(2, min(8, ProcessInfo.processInfo.activeProcessorCount)))",
    ]
    // memcached refuses to run as root unless it is told to.
    if geteuid() == 0 { arguments += ["-u", "root"] }
    arguments += diskArguments
    let ending: ChildProcess.Ending
    do {
      ending = try await ChildProcess.run(
        "memcached", arguments, environment: ["MEMCACHED_PORT_FILENAME": portFile],
        logPath: logPath)
    } catch {
      throw MRError(
        .store, "cannot start memcached", cause: error.cause,
        remedy: "Install it (apt-get install memcached), or name running servers with --store.")
    }
    if Task.isCancelled { throw MRError(.cancelled, "memcached was stopped") }
    throw MRError(
      .store, "memcached \(ending)", cause: LogTail.lines(of: logPath),
      remedy: port() == nil ? await remedy : nil)
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

  /// Waits until memcached listens and has all that it needs.
  func start() async throws(MRError) -> MemcachedStore {
    let store = try MemcachedStore(servers: [try await address()])
    guard let disk, let diskFile else { return store }
    try await BlockingThread.run { () throws(MRError) in
      // memcached has emptied the file when it opened it.
      try diskFile.reserve(disk.size)
      try store.reserveHeaders(disk.blocks)
    }
    return store
  }

  private func address() async throws(MRError) -> StoreAddress {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline, !Task.isCancelled {
      if let port = port() { return StoreAddress(host: "127.0.0.1", port: port) }
      do { try await Task.sleep(for: .milliseconds(2)) } catch { break }
    }
    throw MRError(.store, "memcached did not start within 10 s", remedy: "See \(logPath).")
  }

  /// memcached renames the file into place, so that it is never seen half written.
  private func port() -> Int? {
    guard let text = try? String(contentsOfFile: portFile, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("TCP INET: ") {
      return Int(line.dropFirst("TCP INET: ".count))
    }
    return nil
  }
}
