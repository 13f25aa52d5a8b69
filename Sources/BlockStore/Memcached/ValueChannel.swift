import Model

/// The connection over which a server takes and gives values: the part of memcached's text protocol
/// that a job's time goes to. Everything else goes through libmemcached, which moves values through
/// a buffer of 8 KiB, with a system call and a copy for each. Here they move between the socket and
/// the caller's memory: half the CPU time.
///
/// A channel that threw is of no more use.
final class ValueChannel {
  private let socket: StreamSocket
  /// What was received, and how much of it was not read yet: lines, and the first bytes of a value.
  private let inbox = UnsafeMutableRawBufferPointer.allocate(byteCount: 2048, alignment: 16)
  private var unread = 0..<0
  /// The keys of values that were asked for and not read.
  private(set) var expected: [String] = []
  /// Memory for values that the caller has no room for.
  private var spare: UnsafeMutableRawBufferPointer?

  /// The largest value that any server gives.
  static let largestValue = 1 << 20

  /// What a password is sent under; servers do not care.
  static let authenticationKey = "mr-auth"

  init(
    _ address: StoreAddress, _ credential: StoreCredential?, options: MemcachedStore.Options
  ) throws(MemcachedFailure) {
    socket = try StreamSocket(
      address, connectTimeout: options.connectTimeout, responseTimeout: options.responseTimeout)
    if let credential { try authenticate(credential) }
  }

  deinit {
    inbox.deallocate()
    spare?.deallocate()
  }

  private func authenticate(_ credential: StoreCredential) throws(MemcachedFailure) {
    // A server that answers without a password is not told it: it would store it, for all to see.
    try send("version\r\n")
    let answer = try readLine()
    guard !answer.hasPrefix("VERSION ") else {
      throw .denied("it asks nobody for a password")
    }
    guard answer == Self.unauthenticated else { throw failure(answer) }
    let words = ContiguousArray(credential.words.utf8)
    let outcome = words.withUnsafeBytes { words in
      Result { () throws(MemcachedFailure) in
        try send("set \(Self.authenticationKey) 0 0 \(words.count)\r\n", words, "\r\n")
      }
    }
    try outcome.get()
    guard try readLine() == "STORED" else { throw .denied("it does not take this password") }
  }

  private static let unauthenticated = "CLIENT_ERROR unauthenticated"

  /// Makes sure that a memcached answers.
  func greet() throws(MemcachedFailure) {
    try send("version\r\n")
    let answer = try readLine()
    guard answer.hasPrefix("VERSION ") else { throw failure(answer) }
  }

  /// - Returns: False if the server is short of memory.
  func set(_ key: String, _ value: UnsafeRawBufferPointer) throws(MemcachedFailure) -> Bool {
    try send("set \(key) 0 0 \(value.count)\r\n", value, "\r\n")
    let answer = try readLine()
    if answer == "STORED" { return true }
    let failure = failure(answer)
    guard case .refused = failure else { throw failure }
    return false
  }

  /// Asks for values, which the next call has to `get`.
  func ask(for keys: [String]) throws(MemcachedFailure) {
    try send("get \(keys.joined(separator: " "))\r\n")
    expected = keys
  }

  /// Calls `body` with the position of each key that the server has, in their order. It may throw
  /// after any number of calls.
  /// - Parameter room: Where a value of that size is to go; nil leaves that to the channel.
  func get(
    _ keys: [String],
    room: (_ position: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
    _ body: (_ position: Int, _ value: UnsafeRawBufferPointer) throws(MemcachedFailure) -> Void
  ) throws(MemcachedFailure) {
    if expected.isEmpty { try ask(for: keys) }
    expected = []
    var position = 0
    while case let answer = try readLine(), answer != "END" {
      let fields = answer.split(separator: " ", omittingEmptySubsequences: false)
      guard fields.count >= 4, fields[0] == "VALUE", let size = Int(fields[3]),
        0...Self.largestValue ~= size
      else { throw failure(answer) }
      // The server answers in the order of the request and leaves out what it does not have.
      while position < keys.count, keys[position] != fields[1] { position += 1 }
      guard position < keys.count else {
        throw .unreachable("it answered with a key that nobody asked for")
      }
      let memory = room(position, size) ?? spareMemory(size)
      try read(memory)
      guard try readLine().isEmpty else {
        throw .unreachable("it answered with a value of another size than it said")
      }
      try body(position, UnsafeRawBufferPointer(memory))
      position += 1
    }
  }

  // MARK: Bytes and lines

  /// - Parameters:
  ///   - value: Follows the text.
  ///   - end: Follows the value.
  private func send(
    _ text: String, _ value: UnsafeRawBufferPointer = .init(start: nil, count: 0),
    _ end: StaticString = ""
  ) throws(MemcachedFailure) {
    let bytes = ContiguousArray(text.utf8)
    let end = UnsafeRawBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount)
    let outcome = bytes.withUnsafeBytes { bytes in
      Result { () throws(MemcachedFailure) in try socket.send([bytes, value, end]) }
    }
    try outcome.get()
  }

  /// Reads a line, which is returned without its end.
  private func readLine() throws(MemcachedFailure) -> String {
    while true {
      if let end = inbox[unread].firstIndex(of: UInt8(ascii: "\n")) {
        var line = inbox[unread.lowerBound..<end]
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        unread = (end + 1)..<unread.upperBound
        return String(decoding: line, as: UTF8.self)
      }
      guard unread.count < inbox.count else {
        throw .unreachable("it answered with a line that is no answer of memcached")
      }
      inbox.copyMemory(from: UnsafeRawBufferPointer(rebasing: inbox[unread]))
      let free = UnsafeMutableRawBufferPointer(rebasing: inbox[unread.count...])
      unread = 0..<(unread.count + (try socket.receive(some: free)))
    }
  }

  private func read(_ memory: UnsafeMutableRawBufferPointer) throws(MemcachedFailure) {
    let known = unread.prefix(memory.count)
    memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: inbox[known]))
    unread = unread.dropFirst(known.count)
    try socket.receive(all: UnsafeMutableRawBufferPointer(rebasing: memory[known.count...]))
  }

  private func spareMemory(_ size: Int) -> UnsafeMutableRawBufferPointer {
    let memory =
      spare ?? .allocate(byteCount: Self.largestValue, alignment: 16)
    spare = memory
    return UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
  }

  /// What an answer means that is none of the expected ones.
  private func failure(_ answer: String) -> MemcachedFailure {
    if answer.hasPrefix("SERVER_ERROR out of memory") || answer == "NOT_STORED" {
      return .refused("it has no room")
    }
    if answer.hasPrefix("SERVER_ERROR object too large") {
      return .rejected("the value is larger than the server takes")
    }
    if answer.hasPrefix("ERROR Too many open connections") {
      return .unreachable("it has as many connections as it may")
    }
    if answer == Self.unauthenticated { return .denied("it asks for a password") }
    for prefix in ["SERVER_ERROR", "CLIENT_ERROR", "ERROR"] where answer.hasPrefix(prefix) {
      return .rejected("it answered: \(answer)")
    }
    return .unreachable("it answered with a line that is no answer of memcached")
  }
}
