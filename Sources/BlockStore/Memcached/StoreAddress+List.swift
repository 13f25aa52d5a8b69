import Glibc
package import Model

extension StoreAddress {
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

  /// The same for all ways to write an address. Names and links are not looked up.
  private var canonical: StoreAddress {
    guard case .tcp(let host, let port) = self else { return self }
    var name = host.lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    if name == "localhost" { name = "127.0.0.1" }
    return .tcp(host: Self.numeric(name) ?? name, port: port)
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
}
