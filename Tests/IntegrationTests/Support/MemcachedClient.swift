import Foundation

/// Speaks memcached's text protocol, behind the back of whoever else uses the server.
struct MemcachedClient {
  private let host: String
  private let port: UInt16

  /// - Parameter address: `127.0.0.1:port`
  init(_ address: String) throws {
    let parts = address.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1]) else {
      throw RunningProcess.Failure(description: "'\(address)' is no address")
    }
    self.host = String(parts[0])
    self.port = port
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
    let listing = try ask("lru_crawler metadump hash") { $0.hasSuffix("END\r\n") }
    for match in listing.matches(of: /key=(\S+)/) {
      _ = try ask("set \(match.1) 0 0 7\r\nrubbish") { $0.hasSuffix("STORED\r\n") }
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
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      throw RunningProcess.Failure(
        description: "\(host):\(port): \(String(cString: strerror(errno)))")
    }
    let line = Array("\(command)\r\n".utf8)
    guard send(socket, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
      throw RunningProcess.Failure(description: "\(host):\(port) takes no command")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !isComplete(answer.text) {
      let count = read(socket, &buffer, buffer.count)
      guard count > 0 else {
        throw RunningProcess.Failure(description: "\(host):\(port) hung up after \(answer.text)")
      }
      answer += buffer[..<count]
    }
    return answer.text
  }
}
