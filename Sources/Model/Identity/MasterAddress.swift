/// Where a master is reached: `unix:PATH` on its own machine, `HOST:PORT` from anywhere.
package enum MasterAddress: Sendable, Hashable, CustomStringConvertible {
  /// A socket file, by its absolute path.
  case unix(path: String)
  case tcp(NetworkAddress)

  /// - Returns: nil for a text that is neither; for a socket file also without an absolute path.
  package init?(_ text: String) {
    if text.hasPrefix(Self.scheme) {
      let path = text.dropFirst(Self.scheme.count)
      guard path.hasPrefix("/"), path.utf8.count <= Self.longestPath, !path.utf8.contains(0) else {
        return nil
      }
      self = .unix(path: String(path))
    } else {
      guard let address = NetworkAddress(text) else { return nil }
      self = .tcp(address)
    }
  }

  package var description: String {
    switch self {
    case .unix(let path): Self.scheme + path
    case .tcp(let address): address.description
    }
  }

  private static let scheme = "unix:"
  /// In bytes, of `sockaddr_un`.
  private static let longestPath = 107
}
