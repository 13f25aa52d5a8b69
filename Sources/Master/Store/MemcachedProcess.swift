import BlockStore
import Foundation
import Model

/// A memcached of the master's own: on loopback, at a port the kernel chose, with its memory
/// bounded, and with errors instead of evictions.
struct MemcachedProcess: Sendable {
  /// In MiB.
  let memory: Int
  /// A directory for its log and the file that it writes its port to.
  let directory: String

  /// - Parameter directory: Is made if it is missing.
  init(memory: Int, directory: String) throws(MRError) {
    self.memory = memory
    self.directory = directory
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
      remedy: port() == nil ? "Is it installed (apt-get install memcached)?" : nil)
  }

  /// Waits until memcached listens.
  func address() async throws(MRError) -> StoreAddress {
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
