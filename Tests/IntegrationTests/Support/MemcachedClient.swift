import BlockStore
import Foundation

/// Speaks memcached's text protocol, behind the back of whoever else uses the server.
struct MemcachedClient {
  private let address: String
  private let credential: StoreCredential?

  /// - Parameter address: `127.0.0.1:port` or `unix:/path`.
  init(_ address: String, _ credential: StoreCredential? = nil) throws {
    self.address = address
    self.credential = credential
  }

  /// The keys of all items.
  func keys() throws -> [String] {
    let listing = try ask("lru_crawler metadump hash") { $0.hasSuffix("END\r\n") }
    return listing.matches(of: /key=(\S+)/).map { String($0.1) }
  }

  /// Makes the server forget all items that it has. It spares those of the current second, hence
  /// the probe.
  func flush() throws {
    _ = try ask("set mr-test-probe 0 0 1\r\n1") { $0.hasSuffix("STORED\r\n") }
    repeat {
      _ = try ask("flush_all") { $0.hasSuffix("OK\r\n") }
    } while try ask("get mr-test-probe") { $0.hasSuffix("END\r\n") } != "END\r\n"
  }

  /// Overwrites all items with other bytes.
  func spoil() throws {
    for key in try keys() {
      _ = try ask("set \(key) 0 0 7\r\nrubbish") { $0.hasSuffix("STORED\r\n") }
    }
  }

  /// Number of items.
  func items() throws -> Int { try statistic("curr_items") }

  /// A number of the server's statistics; -1 if it has none of that name.
  func statistic(_ name: String) throws -> Int {
    let answer = try ask("stats") { $0.hasSuffix("END\r\n") }
    let match = try Regex("STAT \(name) (\\d+)").firstMatch(in: answer)
    return match?.output[1].substring.flatMap { Int($0) } ?? -1
  }

  private func ask(_ command: String, until isComplete: (String) -> Bool) throws -> String {
    let socket = try connected()
    defer { close(socket) }
    if let text = credential?.text.replacing(":", with: " ") {
      let command = "set any 0 0 \(text.utf8.count)\r\n\(text)"
      _ = try ask(command, over: socket) { $0.hasSuffix("STORED\r\n") }
    }
    return try ask(command, over: socket, until: isComplete)
  }

  private func ask(
    _ command: String, over socket: Int32, until isComplete: (String) -> Bool
  ) throws -> String {
    let line = Array("\(command)\r\n".utf8)
    guard send(socket, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
      throw RunningProcess.Failure(description: "\(address) takes no command")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !isComplete(answer.text) {
      let count = read(socket, &buffer, buffer.count)
      guard count > 0 else {
        throw RunningProcess.Failure(description: "\(address) hung up after \(answer.text)")
      }
      answer += buffer[..<count]
    }
    return answer.text
  }

  private func connected() throws -> Int32 {
    let prefix = "unix:"
    if address.hasPrefix(prefix) {
      var remote = sockaddr_un()
      remote.sun_family = sa_family_t(AF_UNIX)
      let path = address.dropFirst(prefix.count)
      withUnsafeMutableBytes(of: &remote.sun_path) { $0.copyBytes(from: path.utf8) }
      return try connected(AF_UNIX, &remote)
    }
    let parts = address.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1]) else {
      throw RunningProcess.Failure(description: "'\(address)' is no address")
    }
    var remote = sockaddr_in()
    remote.sin_family = sa_family_t(AF_INET)
    remote.sin_port = port.bigEndian
    inet_pton(AF_INET, String(parts[0]), &remote.sin_addr)
    return try connected(AF_INET, &remote)
  }

  private func connected<Address>(_ family: Int32, _ remote: inout Address) throws -> Int32 {
    let socket = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    let status = withUnsafePointer(to: &remote) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    if status == 0 { return socket }
    let failure = String(cString: strerror(errno))
    close(socket)
    throw RunningProcess.Failure(description: "\(address): \(failure)")
  }
}
