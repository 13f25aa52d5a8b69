package import BlockStore
import Glibc
import Synchronization

/// A memcached of one's own for a test, on a port that it chose itself or on a Unix socket. Whoever
/// started it ends it: `defer { server.stop() }`.
package final class MemcachedProcess: Sendable {
  /// 0 on a Unix socket.
  package let port: Int
  package let address: String
  /// Nil once it has ended: its number may be somebody else's then.
  private let process: Mutex<pid_t?>
  /// Of the socket; has the file of the port until the server has started.
  private let directory: String

  package struct Failure: Error {
    package var reason: String
    package init(reason: String) { self.reason = reason }
  }

  /// - Parameters:
  ///   - memoryMB: for items; at least 64 are needed for blocks of all sizes to be taken.
  ///   - port: 0 for any that is free; nil for a Unix socket.
  ///   - credential: what it asks for.
  ///   - arguments: more of them, for instance `["-I", "2m"]`.
  package static func start(
    memoryMB: Int = 64, port: Int? = 0, credential: StoreCredential? = nil, arguments: [String] = []
  ) throws -> MemcachedProcess {
    try MemcachedProcess(
      memoryMB: memoryMB, port: port, password: credential?.text, arguments: arguments)
  }

  private init(memoryMB: Int, port: Int?, password: String?, arguments: [String]) throws {
    var template = Array("/tmp/mr-memcached-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(reason: "mkdtemp: errno \(errno)") }
    directory = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    // memcached writes the port that the system gave it to a file of this name.
    let (portFile, socket) = ("\(directory)/port", "\(directory)/socket")
    var words = ["memcached", "-M", "-m", "\(memoryMB)"] + (getuid() == 0 ? ["-u", "root"] : [])
    if let port {
      words += ["-l", "127.0.0.1", "-p", "\(port == 0 ? -1 : port)", "-U", "0"]
    } else {
      words += ["-s", socket]
    }
    // Read when the server starts.
    let passwordFile = "\(directory)/password"
    defer { unlink(passwordFile) }
    if let password {
      let line = Array("\(password)\n".utf8)
      let file = open(passwordFile, O_WRONLY | O_CREAT, 0o600)
      write(file, line, line.count)
      close(file)
      words += ["-Y", passwordFile]
    }
    let process = try Self.spawn(
      words + arguments, environment: ["MEMCACHED_PORT_FILENAME=\(portFile)"])
    let found =
      port == nil ? Self.listens(socket, process) : Self.port(in: portFile, writtenBy: process)
    unlink(portFile)
    guard let found else {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
      unlink(passwordFile)
      rmdir(directory)
      throw Failure(reason: "memcached did not start")
    }
    self.port = found
    address = port == nil ? "unix:\(socket)" : "127.0.0.1:\(found)"
    self.process = Mutex(process)
  }

  /// Kills it and waits until it is gone; nothing when it is gone already.
  package func stop() {
    process.withLock { process in
      guard let running = process else { return }
      kill(running, SIGKILL)
      waitpid(running, nil, 0)
      process = nil
      unlink("\(directory)/socket")
      rmdir(directory)
    }
  }

  /// Makes it hang, as an overloaded machine or a broken network would. It does when this returns.
  package func pause() {
    process.withLock {
      guard let process = $0 else { return }
      kill(process, SIGSTOP)
      waitpid(process, nil, WUNTRACED)
    }
  }

  package func resume() { process.withLock { if let process = $0 { kill(process, SIGCONT) } } }

  private static func spawn(_ words: [String], environment: [String]) throws -> pid_t {
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, words[0], nil, nil, &arguments, &variables)
    guard status == 0 else {
      throw Failure(reason: "\(words[0]): \(String(cString: strerror(status)))")
    }
    return process
  }

  /// Waits for the line `TCP INET: 12345`, as long as the process lives.
  private static func port(in path: String, writtenBy process: pid_t) -> Int? {
    var buffer = [UInt8](repeating: 0, count: 256)
    while waitpid(process, nil, WNOHANG) == 0 {
      let file = open(path, O_RDONLY)
      if file >= 0 {
        let count = read(file, &buffer, buffer.count)
        close(file)
        let text = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        if text.hasSuffix("\n"), let word = text.split(whereSeparator: \.isWhitespace).last {
          return Int(word)
        }
      }
      usleep(1000)
    }
    return nil
  }

  /// Waits until somebody listens at a socket, as long as the process lives.
  /// - Returns: 0 then.
  private static func listens(_ path: String, _ process: pid_t) -> Int? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    while waitpid(process, nil, WNOHANG) == 0 {
      let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(socket) }
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      if status == 0 { return 0 }
      usleep(1000)
    }
    return nil
  }
}
