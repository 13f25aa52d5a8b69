import Glibc
package import Model

/// Where a memcached server listens: `HOST`, `HOST:PORT`, `[IPv6]` or `[IPv6]:PORT`.
package struct StoreAddress: Sendable, Hashable, CustomStringConvertible {
  /// A name or a numeric address, without brackets.
  package var host: String
  package var port: Int

  /// The port that memcached takes unless it is told otherwise.
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
      if let first = addresses.first(where: { $0.canonical == address.canonical }) {
        throw MRError(
          .invalidArgument,
          first == address
            ? "the store \(address) is named twice"
            : "the stores \(first) and \(address) are the same",
          remedy: "Name every server once.")
      }
      addresses.append(address)
    }
    return addresses
  }

  /// The same for all ways to write an address. Names are not looked up.
  private var canonical: StoreAddress {
    var name = host.lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    if name == "localhost" { name = "127.0.0.1" }
    return StoreAddress(host: Self.numeric(name) ?? name, port: port)
  }

  /// The usual form of a numeric address: `127.0.0.1` for `127.1`, `::1` for `0:0:0:0:0:0:0:1`.
  private static func numeric(_ host: String) -> String? {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &found) == 0, let found else { return nil }
    defer { freeaddrinfo(found) }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = getnameinfo(
      found.pointee.ai_addr, found.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
      NI_NUMERICHOST)
    guard status == 0 else { return nil }
    let numeric = String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let mapped = "::ffff:"
    return numeric.hasPrefix(mapped) && numeric.contains(".")
      ? String(numeric.dropFirst(mapped.count)) : numeric
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
