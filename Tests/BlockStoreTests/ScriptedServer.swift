import Glibc
import Synchronization
import TestSupport

/// A server that answers the commands of one connection after another from a script, for answers
/// that a real memcached gives only under rare pressure.
final class ScriptedServer: Sendable {
  let port: Int
  private let socket: CInt
  private let script: Mutex<[String]>

  /// - Parameter script: the answers to everything but `version` and `quit`, in order. After an
  ///   answer without the end of its line, and when no answer is left, the connection breaks.
  init(_ script: [String]) throws {
    self.script = Mutex(script.reversed())
    let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, length) | listen(socket, 8) | getsockname(socket, address, &length)
      }
    }
    guard status == 0 else { throw MemcachedProcess.Failure(reason: "no socket: errno \(errno)") }
    self.socket = socket
    port = Int(UInt16(bigEndian: address.sin_port))
    var thread = pthread_t()
    let server = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, nil,
      { server in
        Unmanaged<ScriptedServer>.fromOpaque(server!).takeRetainedValue().serve()
        return nil
      }, server)
    pthread_detach(thread)
  }

  /// Ends the server; what is under way is cut off.
  func stop() { shutdown(socket, CInt(SHUT_RDWR)) }

  /// Nil closes the connection.
  private func answer(to line: String) -> String? {
    if line.hasPrefix("version") { return "VERSION 1.6.18\r\n" }
    return line.hasPrefix("quit") ? nil : script.withLock { $0.popLast() }
  }

  private func serve() {
    while case let connection = accept(socket, nil, nil), connection >= 0 {
      var line = ""
      var byte: UInt8 = 0
      while read(connection, &byte, 1) == 1 {
        line.unicodeScalars.append(Unicode.Scalar(byte))
        guard byte == UInt8(ascii: "\n") else { continue }
        guard let answer = answer(to: line) else { break }
        send(connection, answer, answer.utf8.count, CInt(MSG_NOSIGNAL))
        guard answer.hasSuffix("\n") else { break }
        line = ""
      }
      close(connection)
    }
    close(socket)
  }
}
