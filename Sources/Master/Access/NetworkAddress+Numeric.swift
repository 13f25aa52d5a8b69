import Glibc
import Model

extension NetworkAddress {
  /// What others call it by: "all addresses" is none that can be connected to.
  var advertised: NetworkAddress {
    guard host == "0.0.0.0" || host == "::" else { return self }
    var name = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
    gethostname(&name, name.count - 1)
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return NetworkAddress(host: text.isEmpty ? "localhost" : text, port: port)
  }

  /// The numeric address of the host. Blocks if it is a name that has to be looked up.
  func numericHost() throws(MRError) -> String {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, &hints, &found)
    defer { if let found { freeaddrinfo(found) } }
    guard status == 0, let first = found?.pointee else {
      throw MRError(
        .network, "the host \"\(printable(host.utf8))\" is unknown",
        cause: status == 0 ? nil : String(cString: gai_strerror(status)))
    }
    var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    getnameinfo(
      first.ai_addr, first.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
