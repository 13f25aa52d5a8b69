package import Model

/// Where a memcached server listens: `HOST`, `HOST:PORT`, `[IPv6]` or `[IPv6]:PORT`.
package struct StoreAddress: Sendable, Hashable, CustomStringConvertible {
  /// A name or a numeric address, without brackets.
  package var host: String
  package var port: Int

  /// memcached's own.
  package static let defaultPort = 11211

  package init(host: String, port: Int = defaultPort) {
    self.host = host
    self.port = port
  }

  /// - Throws: `invalidArgument` that says what is wrong with the text.
  package init(_ text: String) throws(MRError) {
    func refusal(_ cause: String) -> MRError {
      MRError(
        .invalidArgument, "“\(text)” is not the address of a store", cause: cause,
        remedy: "Write HOST:PORT, for example 127.0.0.1:11211 or [::1]:11211.")
    }
    let rest: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw refusal("the bracket is not closed") }
      host = String(text[text.index(after: text.startIndex)..<end])
      rest = text[text.index(after: end)...]
      guard host.contains(":") else { throw refusal("brackets are for IPv6 addresses") }
      guard rest.isEmpty || rest.hasPrefix(":") else {
        throw refusal("“\(rest)” follows the bracket")
      }
    } else {
      let end = text.firstIndex(of: ":") ?? text.endIndex
      host = String(text[..<end])
      rest = text[end...]
      guard !rest.dropFirst().contains(":") else {
        throw refusal("an IPv6 address has to stand in brackets")
      }
    }
    guard !host.isEmpty else { throw refusal("the host is missing") }
    guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }) else {
      throw refusal("the host has characters that no host name has")
    }
    guard !rest.isEmpty else {
      port = Self.defaultPort
      return
    }
    let digits = rest.dropFirst()
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = Int(digits), (1...65535).contains(port)
    else { throw refusal("the port has to be a number from 1 to 65535") }
    self.port = port
  }

  /// Addresses with commas between them, in that order.
  /// - Throws: `invalidArgument` for the first that is wrong, for one that is named twice, and for
  ///   an empty list.
  package static func list(_ text: String) throws(MRError) -> [StoreAddress] {
    var addresses: [StoreAddress] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let address = try StoreAddress(String(part))
      guard !addresses.contains(address) else {
        throw MRError(.invalidArgument, "the store \(address) is named twice")
      }
      addresses.append(address)
    }
    return addresses
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
