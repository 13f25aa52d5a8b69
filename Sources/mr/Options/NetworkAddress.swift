import ArgumentParser

/// Where a master listens: `HOST:PORT`, with brackets around an IPv6 address.
struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
  var host: String
  /// 0 where any free port will do.
  var port: Int

  static let standard = NetworkAddress(host: "127.0.0.1", port: 7077)

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var host = text[..<colon]
    let digits = text[text.index(after: colon)...]
    guard digits.allSatisfy(\.isNumber), let port = Int(digits), port <= 65_535 else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    if host.isEmpty { return nil }
    self.init(host: String(host), port: port)
  }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension NetworkAddress: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
  var defaultValueDescription: String { description }
}
