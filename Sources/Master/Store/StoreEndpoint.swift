import BlockStore
import Foundation
import Model
import Threading

/// Where a master's own memcached is reached.
enum StoreEndpoint: Sendable {
  /// At a socket that only this user can open.
  case socket(SocketDirectory)
  /// At an address in the network, at a port that the kernel chooses, by those who know the password.
  /// - Parameters:
  ///   - host: As the master was told it; all addresses of the host if it is `0.0.0.0` or `::`.
  ///   - directory: For the files of the password and of the port.
  case network(host: String, numericHost: String, directory: String, StoreCredential)

  private static let socketName = "memcached.sock"

  /// Makes what memcached needs, and takes away what a former life left.
  func prepare() throws(MRError) {
    switch self {
    case .socket(let directory):
      try directory.make()
      unlink(directory.socket(Self.socketName))
    case .network(_, _, let directory, let credential):
      try PrivateDirectory.make(directory, .store)
      unlink(Self.portFile(directory))
      try SecretFile.write(credential.text + "\n", to: Self.passwordFile(directory), .store)
    }
  }

  func remove() {
    switch self {
    case .socket(let directory):
      unlink(directory.socket(Self.socketName))
      directory.remove()
    case .network(_, _, let directory, _):
      unlink(Self.portFile(directory))
      unlink(Self.passwordFile(directory))
    }
  }

  var arguments: [String] {
    switch self {
    case .socket(let directory):
      ["-s", directory.socket(Self.socketName), "-a", "0700"]
    case .network(_, let host, let directory, _):
      [
        "-l", StoreAddress.bracketed(host), "-p", "-1", "-U", "0",
        "-Y", Self.passwordFile(directory),
      ]
    }
  }

  var environment: [String: String] {
    switch self {
    case .socket: [:]
    case .network(_, _, let directory, _): ["MEMCACHED_PORT_FILENAME": Self.portFile(directory)]
    }
  }

  /// Where memcached listens, or is about to; nil as long as that is not known.
  var address: StoreAddress? {
    switch self {
    case .socket(let directory):
      let path = directory.socket(Self.socketName)
      return access(path, F_OK) == 0 ? .unix(path: path) : nil
    case .network(let host, _, let directory, _):
      return Self.port(in: Self.portFile(directory)).map { .tcp(host: host, port: $0) }
    }
  }

  /// Whether others can reach it.
  var isOpen: Bool {
    if case .network = self { true } else { false }
  }

  var credential: StoreCredential? {
    if case .network(_, _, _, let credential) = self { credential } else { nil }
  }

  private static func portFile(_ directory: String) -> String { "\(directory)/memcached.port" }
  private static func passwordFile(_ directory: String) -> String {
    "\(directory)/memcached.password"
  }

  /// memcached renames the file into place, so that it is never seen half written.
  private static func port(in path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") {
      for prefix in ["TCP INET: ", "TCP INET6: "] where line.hasPrefix(prefix) {
        return Int(line.dropFirst(prefix.count))
      }
    }
    return nil
  }
}
