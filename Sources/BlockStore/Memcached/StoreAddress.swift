package import Model

/// Where a memcached server listens: `HOST`, `HOST:PORT`, `[IPv6]`, `[IPv6]:PORT` or `unix:PATH`.
package enum StoreAddress: Sendable, Hashable, CustomStringConvertible {
  /// A name or a numeric address, without brackets.
  case tcp(host: String, port: Int = defaultPort)
  /// A socket on this host, by its absolute path.
  case unix(path: String)

  /// nil for a socket of this host.
  package var port: Int? { if case .tcp(_, let port) = self { port } else { nil } }

  /// The port that memcached takes unless it is told otherwise.
  package static let defaultPort = 11211
  private static let unixPrefix = "unix:"
  /// What the system takes.
  private static let longestPath = 107

  /// - Throws: `invalidArgument` that says what is wrong with the text.
  package init(_ text: String) throws(MRError) {
    func refusal(_ cause: String) -> MRError {
      MRError(
        .invalidArgument, "“\(printable(text.utf8))” is not the address of a store", cause: cause,
        remedy: "Write HOST:PORT, for example 127.0.0.1:11211 or [::1]:11211, or unix:PATH.")
    }
    if text.hasPrefix(Self.unixPrefix) {
      let path = text.dropFirst(Self.unixPrefix.count)
      guard path.hasPrefix("/") else { throw refusal("the path of a socket has to be absolute") }
      guard path.utf8.count <= Self.longestPath, !path.utf8.contains(0) else {
        throw refusal("the path of a socket may have \(Self.longestPath) bytes")
      }
      self = .unix(path: String(path))
      return
    }
    let (host, rest) = try Self.host(of: text, refusal)
    guard !host.isEmpty else { throw refusal("the host is missing") }
    guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }) else {
      throw refusal("the host has characters that no host name has")
    }
    guard !rest.isEmpty else {
      self = .tcp(host: host)
      return
    }
    let digits = rest.dropFirst()
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = Int(digits), (1...65535).contains(port)
    else { throw refusal("the port has to be a number from 1 to 65535") }
    self = .tcp(host: host, port: port)
  }

  /// - Returns: The host without brackets, and what follows it.
  private static func host(
    of text: String, _ refusal: (String) -> MRError
  ) throws(MRError) -> (host: String, rest: Substring) {
    guard text.hasPrefix("[") else {
      let end = text.firstIndex(of: ":") ?? text.endIndex
      let rest = text[end...]
      guard !rest.dropFirst().contains(":") else {
        throw refusal("an IPv6 address has to stand in brackets")
      }
      return (String(text[..<end]), rest)
    }
    guard let end = text.firstIndex(of: "]") else { throw refusal("the bracket is not closed") }
    let host = String(text[text.index(after: text.startIndex)..<end])
    let rest = text[text.index(after: end)...]
    guard host.contains(":") else { throw refusal("brackets are for IPv6 addresses") }
    guard rest.isEmpty || rest.hasPrefix(":") else {
      throw refusal("“\(rest)” follows the bracket")
    }
    return (host, rest)
  }

  package var description: String {
    switch self {
    case .tcp(let host, let port): "\(Self.bracketed(host)):\(port)"
    case .unix(let path): Self.unixPrefix + path
    }
  }

  /// A host as it stands before a colon.
  package static func bracketed(_ host: String) -> String {
    host.contains(":") ? "[\(host)]" : host
  }

  /// The same, where a server listens at all addresses of its host: of those the one by which the
  /// host is known here.
  /// - Parameter host: Nil for this host.
  package func reached(by host: String?) -> StoreAddress {
    switch self {
    case .tcp("0.0.0.0", let port): .tcp(host: host ?? "127.0.0.1", port: port)
    case .tcp("::", let port): .tcp(host: host ?? "::1", port: port)
    default: self
    }
  }
}
