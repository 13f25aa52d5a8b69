import Glibc

/// A connection to a server. Its calls block, but no longer than the server may keep silent.
final class StreamSocket {
  private let descriptor: CInt

  init(
    _ address: StoreAddress, connectTimeout: Duration, responseTimeout: Duration
  ) throws(MemcachedFailure) {
    switch address {
    case .tcp(let host, let port):
      descriptor = try Self.connected(host: host, port: port, timeout: connectTimeout)
    case .unix(let path):
      descriptor = try Self.connected(path: path, timeout: connectTimeout)
    }
    Self.setTimeout(SO_SNDTIMEO, of: descriptor, responseTimeout)
    Self.setTimeout(SO_RCVTIMEO, of: descriptor, responseTimeout)
  }

  /// Tries the addresses of the host one after the other.
  private static func connected(
    host: String, port: Int, timeout: Duration
  ) throws(MemcachedFailure) -> CInt {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &list)
    guard status == 0 else { throw .unreachable(String(cString: gai_strerror(status))) }
    defer { freeaddrinfo(list) }

    var failure = MemcachedFailure.system(EADDRNOTAVAIL)
    var candidate = list
    while let info = candidate?.pointee {
      do throws(MemcachedFailure) {
        let descriptor = try connected(
          (info.ai_family, info.ai_protocol), info.ai_addr, info.ai_addrlen, timeout)
        var on: CInt = 1
        setsockopt(
          descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        return descriptor
      } catch {
        failure = error
      }
      candidate = info.ai_next
    }
    throw failure
  }

  private static func connected(
    path: String, timeout: Duration
  ) throws(MemcachedFailure) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { memory in
      // Zeros follow.
      guard path.utf8.count < memory.count else { return false }
      memory.copyBytes(from: path.utf8)
      return true
    }
    guard fits else { throw .unreachable(String(cString: strerror(ENAMETOOLONG))) }
    let outcome = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        Result { () throws(MemcachedFailure) in
          try connected(
            (AF_UNIX, 0), address, socklen_t(MemoryLayout<sockaddr_un>.size), timeout)
        }
      }
    }
    let descriptor = try outcome.get()
    // The room of such a connection does not grow as that of TCP does: a value that does not fit has the sender wait
    // for the server again and again. The kernel gives as much of it as the machine allows.
    var room = CInt(sendRoom)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<CInt>.size))
    return descriptor
  }

  /// A value of the largest size, with what the kernel adds to it.
  private static let sendRoom = 2 << 20

  private static func connected(
    _ kind: (family: CInt, protocol: CInt), _ address: UnsafePointer<sockaddr>,
    _ length: socklen_t, _ timeout: Duration
  ) throws(MemcachedFailure) -> CInt {
    let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(kind.family, type, kind.protocol)
    guard descriptor >= 0 else { throw .system(errno) }
    // Connecting counts as sending.
    setTimeout(SO_SNDTIMEO, of: descriptor, timeout)
    if connect(descriptor, address, length) == 0 { return descriptor }
    let failure = errno
    close(descriptor)
    throw .system(failure == EINPROGRESS ? EAGAIN : failure)
  }

  deinit { close(descriptor) }

  /// Sends all of the parts, one after the other.
  func send(_ parts: [UnsafeRawBufferPointer]) throws(MemcachedFailure) {
    var parts = parts.map {
      iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
    }
    var first = 0
    while first < parts.count {
      var sent = try transfer {
        parts.withUnsafeMutableBufferPointer { parts in
          var message = msghdr()
          message.msg_iov = parts.baseAddress.map { $0 + first }
          message.msg_iovlen = parts.count - first
          return sendmsg(descriptor, &message, CInt(MSG_NOSIGNAL))
        }
      }
      while first < parts.count, sent >= parts[first].iov_len {
        sent -= parts[first].iov_len
        first += 1
      }
      if first < parts.count {
        parts[first].iov_base += sent
        parts[first].iov_len -= sent
      }
    }
  }

  /// Fills all of the memory.
  func receive(all memory: UnsafeMutableRawBufferPointer) throws(MemcachedFailure) {
    var rest = memory[...]
    while !rest.isEmpty {
      let part = UnsafeMutableRawBufferPointer(rebasing: rest)
      rest = rest.dropFirst(try receive(part, CInt(MSG_WAITALL)))
    }
  }

  /// Puts what has arrived, at least a byte, into the memory.
  /// - Returns: How many bytes that were.
  func receive(some memory: UnsafeMutableRawBufferPointer) throws(MemcachedFailure) -> Int {
    try receive(memory, 0)
  }

  private func receive(
    _ memory: UnsafeMutableRawBufferPointer, _ flags: CInt
  ) throws(MemcachedFailure) -> Int {
    let count = try transfer { recv(descriptor, memory.baseAddress, memory.count, flags) }
    guard count > 0 else { throw .unreachable("it closed the connection") }
    return count
  }

  private func transfer(_ call: () -> Int) throws(MemcachedFailure) -> Int {
    while true {
      let count = call()
      if count >= 0 { return count }
      if errno != EINTR { throw .system(errno) }
    }
  }

  private static func setTimeout(_ option: CInt, of descriptor: CInt, _ timeout: Duration) {
    let (seconds, attoseconds) = timeout.components
    var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
  }
}
