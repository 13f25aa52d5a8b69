import Glibc

/// A connection to a server. Its calls block, but no longer than the server may keep silent.
final class StreamSocket {
  private let descriptor: CInt

  /// Tries the addresses of the host one after the other.
  init(
    _ address: StoreAddress, connectTimeout: Duration, responseTimeout: Duration
  ) throws(MemcachedFailure) {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(address.host, String(address.port), &hints, &list)
    guard status == 0 else { throw .unreachable(String(cString: gai_strerror(status))) }
    defer { freeaddrinfo(list) }

    var failure = EADDRNOTAVAIL
    var candidate = list
    while let info = candidate?.pointee {
      let descriptor = socket(
        info.ai_family, info.ai_socktype | CInt(SOCK_CLOEXEC.rawValue), info.ai_protocol)
      guard descriptor >= 0 else { throw .unreachable(String(cString: strerror(errno))) }
      // Connecting counts as sending.
      Self.setTimeout(SO_SNDTIMEO, of: descriptor, connectTimeout)
      if connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 {
        Self.setTimeout(SO_SNDTIMEO, of: descriptor, responseTimeout)
        Self.setTimeout(SO_RCVTIMEO, of: descriptor, responseTimeout)
        var on: CInt = 1
        setsockopt(
          descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        self.descriptor = descriptor
        return
      }
      failure = errno == EINPROGRESS ? ETIMEDOUT : errno
      close(descriptor)
      candidate = info.ai_next
    }
    throw .unreachable(String(cString: strerror(failure)))
  }

  deinit { close(descriptor) }

  /// Sends all of the bytes.
  /// - Parameter isLast: Whether this ends a request; otherwise the system may wait for the rest of it.
  func send(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(MemcachedFailure) {
    let flags = CInt(MSG_NOSIGNAL) | (isLast ? 0 : CInt(MSG_MORE))
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let sent = try transfer { Glibc.send(descriptor, part.baseAddress, part.count, flags) }
      rest = rest.dropFirst(sent)
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
      guard errno != EINTR else { continue }
      throw .unreachable(String(cString: strerror(errno == EAGAIN ? ETIMEDOUT : errno)))
    }
  }

  private static func setTimeout(_ option: CInt, of descriptor: CInt, _ timeout: Duration) {
    let (seconds, attoseconds) = timeout.components
    var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
  }
}
