import CMemcached
import Glibc
import Model

/// One server of the pool: single tries, without patience.
///
/// Values go through a channel, everything else through libmemcached; each connects when it is first
/// needed. Each server has a libmemcached handle to itself. So errors belong to a server, none can be
/// hidden by another's success, and libmemcached's own distribution and ejection of dead servers
/// have nothing to decide. After a failure channel or handle is thrown away with its connection: a
/// handle would remember the failure and refuse to reconnect for a while.
final class MemcachedServer {
  let address: StoreAddress
  private let credential: StoreCredential?
  private let options: MemcachedStore.Options
  private var channel: ValueChannel?
  private var handle: Handle?

  /// libmemcached's own connection, with the functions that take it.
  private typealias Handle = (
    memcached: UnsafeMutablePointer<memcached_st>, library: mr_memcached
  )

  init(
    _ address: StoreAddress, _ credential: StoreCredential?, options: MemcachedStore.Options
  ) {
    self.address = address
    self.credential = credential
    self.options = options
  }

  deinit { disconnect() }

  /// Makes sure that the server answers.
  func greet() throws(MemcachedFailure) {
    try withChannel { (channel) throws(MemcachedFailure) in try channel.greet() }
  }

  func set(_ key: String, _ value: UnsafeRawBufferPointer) throws(MemcachedFailure) {
    let isStored = try withChannel { (channel) throws(MemcachedFailure) in
      try channel.set(key, value)
    }
    guard isStored else { throw .refused("it has no room") }
  }

  /// Calls `body` with the position of each key that the server has, in their order. It may throw
  /// after any number of calls.
  /// - Parameter room: Where a value of that size is to go; nil leaves that to the connection.
  func get(
    _ keys: [String],
    room: (_ position: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
    _ body: (_ position: Int, _ value: UnsafeRawBufferPointer) throws(MemcachedFailure) -> Void
  ) throws(MemcachedFailure) {
    guard !keys.isEmpty else { return }
    try withChannel(keys) { (channel) throws(MemcachedFailure) in
      try channel.get(keys, room: room, body)
    }
  }

  /// Says that the next call will be `get` of this key alone. A failure is left to that call.
  func announce(_ key: String) {
    try? withChannel { (channel) throws(MemcachedFailure) in try channel.ask(for: [key]) }
  }

  func delete(_ keys: [String]) throws(MemcachedFailure) {
    guard !keys.isEmpty else { return }
    let (handle, library) = try opened()
    let status = withKeys(keys) { pointers, lengths in
      // Only the last delete is answered. The server works in order, so its answer is for all,
      // and many cost one round trip.
      _ = library.behavior_set(handle, MEMCACHED_BEHAVIOR_NOREPLY, 1)
      defer { _ = library.behavior_set(handle, MEMCACHED_BEHAVIOR_NOREPLY, 0) }
      for index in keys.indices.dropLast() {
        let status = library.delete_key(handle, pointers[index], lengths[index], 0)
        if status != MEMCACHED_SUCCESS { return status }
      }
      _ = library.behavior_set(handle, MEMCACHED_BEHAVIOR_NOREPLY, 0)
      return library.delete_key(handle, pointers[keys.count - 1], lengths[keys.count - 1], 0)
    }
    guard status == MEMCACHED_SUCCESS || status == MEMCACHED_NOTFOUND else {
      throw failure(status)
    }
  }

  func statistics() throws(MemcachedFailure) -> StoreStatistics {
    let (handle, library) = try opened()
    let values = StatisticsValues()
    let status = library.stat_execute(
      handle, nil,
      { _, name, nameSize, value, valueSize, context in
        guard let name, let value, let context else { return MEMCACHED_SUCCESS }
        Unmanaged<StatisticsValues>.fromOpaque(context).takeUnretainedValue().take(
          name: UnsafeRawBufferPointer(start: name, count: nameSize),
          value: UnsafeRawBufferPointer(start: value, count: valueSize))
        return MEMCACHED_SUCCESS
      }, Unmanaged.passUnretained(values).toOpaque())
    guard status == MEMCACHED_SUCCESS else { throw failure(status) }
    return StoreStatistics(values.numbers)
  }

  /// Has the server's memory for small items grow to that many, and keep it. Items that go to disk
  /// leave a header in memory: where blocks have taken all of it already, none can go.
  func reserveSmallItems(_ count: Int) throws(MemcachedFailure) {
    let (handle, library) = try opened()
    // Without answers, as deletes are, and on the same connection: the server works in order. Buffered
    // requests would be faster, but turning them off opens another connection, which may overtake.
    _ = library.behavior_set(handle, MEMCACHED_BEHAVIOR_NOREPLY, 1)
    for number in 0..<count {
      let status = withKeys(["\(number)"]) { library.set(handle, $0[0], $1[0], nil, 0, 0, 0) }
      guard status == MEMCACHED_SUCCESS else { throw failure(status) }
    }
    _ = library.behavior_set(handle, MEMCACHED_BEHAVIOR_NOREPLY, 0)
    for start in stride(from: 0, to: count, by: 1000) {
      try delete((start..<min(start + 1000, count)).map { "\($0)" })
    }
  }

  // MARK: The connections

  /// A channel that a call failed on is closed: what is still to come on it belongs to that call. So
  /// is one on which a value is to come that is not asked for any more.
  private func withChannel<Result>(
    _ keys: [String] = [], _ call: (ValueChannel) throws(MemcachedFailure) -> Result
  ) throws(MemcachedFailure) -> Result {
    if let channel, !channel.expected.isEmpty, channel.expected != keys { self.channel = nil }
    let open =
      if let channel { channel } else { try ValueChannel(address, credential, options: options) }
    channel = nil
    let result = try call(open)
    channel = open
    return result
  }

  /// The handle; the connection itself is made by the first operation.
  private func opened() throws(MemcachedFailure) -> Handle {
    if let handle { return handle }
    // The channel finds out whether the server and the password go together.
    try greet()
    let library: mr_memcached
    do throws(MRError) { library = try MemcachedLibrary.functions() } catch {
      throw .stopped(error)
    }
    guard let memcached = library.create(nil) else { throw .unreachable("out of memory") }
    let behaviors = [
      (MEMCACHED_BEHAVIOR_TCP_NODELAY, 1),
      (MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, options.connectTimeout.milliseconds),
      (MEMCACHED_BEHAVIOR_POLL_TIMEOUT, options.responseTimeout.milliseconds),
    ]
    for (behavior, value) in behaviors {
      _ = library.behavior_set(memcached, behavior, UInt64(value))
    }
    let status =
      switch address {
      case .tcp(let host, let port):
        library.server_add(memcached, StoreAddress.bracketed(host), in_port_t(clamping: port))
      case .unix(let path):
        library.server_add_unix_socket(memcached, path)
      }
    guard status == MEMCACHED_SUCCESS else {
      library.free(memcached)
      throw .rejected(library.text(of: status))
    }
    let handle = (memcached, library)
    self.handle = handle
    try authenticate(handle)
    return handle
  }

  /// Tells the server the password: libmemcached knows nothing of that, but it is told like a value.
  private func authenticate(_ handle: Handle) throws(MemcachedFailure) {
    guard let credential else { return }
    let words = Array(credential.words.utf8CString.dropLast())
    let status = withKeys([ValueChannel.authenticationKey]) {
      handle.library.set(handle.memcached, $0[0], $1[0], words, words.count, 0, 0)
    }
    guard status == MEMCACHED_SUCCESS else {
      let failure = failure(status)
      disconnect()
      throw failure
    }
  }

  private func disconnect() {
    guard let handle else { return }
    handle.library.free(handle.memcached)
    self.handle = nil
  }

  /// What a status other than the expected one means; closes the connection unless it is known to
  /// be in order.
  private func failure(_ status: memcached_return_t) -> MemcachedFailure {
    let cause = cause(of: status)
    switch status {
    case MEMCACHED_SERVER_MEMORY_ALLOCATION_FAILURE, MEMCACHED_NOTSTORED:
      return .refused(cause)
    case MEMCACHED_E2BIG:
      return .rejected(cause)
    case MEMCACHED_CLIENT_ERROR where credential != nil:
      // The library has made another connection by itself, on which the password was not told.
      disconnect()
      return .unreachable(cause)
    case MEMCACHED_CLIENT_ERROR, MEMCACHED_SERVER_ERROR, MEMCACHED_ERROR:
      disconnect()
      return .rejected(cause)
    default:
      disconnect()
      return .unreachable(cause)
    }
  }

  /// The system's words where it has some, otherwise those of the server or the library.
  private func cause(of status: memcached_return_t) -> String {
    guard let (handle, library) = handle else { return "out of memory" }
    let number = library.last_error_errno(handle)
    if number != 0 { return String(cString: strerror(number)) }
    switch status {
    case MEMCACHED_SERVER_ERROR, MEMCACHED_CLIENT_ERROR:
      if let text = library.last_error_message(handle) { return String(cString: text) }
    case MEMCACHED_SERVER_MEMORY_ALLOCATION_FAILURE:
      return "it has no room"
    case MEMCACHED_E2BIG:
      return "the value is larger than the server takes"
    default:
      break
    }
    return library.text(of: status)
  }

  /// Lays the keys out as libmemcached takes them, for the length of `body`.
  private func withKeys(
    _ keys: [String],
    _ body: (
      _ keys: UnsafePointer<UnsafePointer<CChar>?>, _ lengths: UnsafePointer<Int>
    ) -> memcached_return_t
  ) -> memcached_return_t {
    let lengths = keys.map(\.utf8.count)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: lengths.reduce(0, +)) { bytes in
      var pointers: [UnsafePointer<CChar>?] = []
      pointers.reserveCapacity(keys.count)
      var end = 0
      for key in keys {
        pointers.append(UnsafePointer(bytes.baseAddress! + end))
        for unit in key.utf8 {
          bytes[end] = CChar(bitPattern: unit)
          end += 1
        }
      }
      return body(pointers, lengths)
    }
  }
}

/// The numbers among the lines of an answer to `stats`.
private final class StatisticsValues {
  private(set) var numbers: [String: Int] = [:]
  private static let largest = 1 << 50

  func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    // A server may say anything. Sums over many of them have to fit.
    if let number = Int(String(decoding: value, as: UTF8.self)), number >= 0 {
      numbers[String(decoding: name, as: UTF8.self)] = min(number, Self.largest)
    }
  }
}
