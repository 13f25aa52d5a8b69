package import Model

/// A pool of memcached servers. A key's server follows from the key and the list of servers alone,
/// so that every process with the same list agrees; no server ever stands in for another.
package struct MemcachedStore: BlockStore {
  /// The servers. Their order counts: it must be the same in every process.
  package let servers: [StoreAddress]
  /// What each of them wants to be told first.
  package let credential: StoreCredential?
  package let options: Options

  package struct Options: Sendable, Hashable {
    /// How long a full store is asked again and again to take or give a block.
    package var patience: Duration
    /// How long a server that cannot be reached is tried again: long enough for a connection that
    /// broke, not for a machine that died.
    package var reconnectPatience: Duration
    /// How long making a connection may take.
    package var connectTimeout: Duration
    /// How long a server may neither send nor take a byte.
    package var responseTimeout: Duration

    package init(
      patience: Duration = .seconds(30), reconnectPatience: Duration = .seconds(2),
      connectTimeout: Duration = .seconds(5), responseTimeout: Duration = .seconds(20)
    ) {
      self.patience = patience
      self.reconnectPatience = reconnectPatience
      self.connectTimeout = connectTimeout
      self.responseTimeout = responseTimeout
    }
  }

  /// Contacts nobody yet.
  /// - Throws: `invalidArgument` for an empty list.
  package init(
    servers: [StoreAddress], credential: StoreCredential? = nil, options: Options = Options()
  ) throws(MRError) {
    guard !servers.isEmpty else { throw MRError(.invalidArgument, "a store needs a server") }
    self.servers = servers
    self.credential = credential
    self.options = options
  }

  /// Makes sure that every server answers.
  package func connect() throws(MRError) -> any BlockStoreConnection {
    let connection = MemcachedConnection(servers.map(server), options: options)
    try connection.greet()
    return connection
  }

  package func statistics() throws(MRError) -> StoreStatistics {
    try MemcachedConnection(servers.map(server), options: options).statistics()
  }

  private func server(_ address: StoreAddress) -> MemcachedServer {
    MemcachedServer(address, credential, options: options)
  }

  /// Makes sure that no two of the addresses lead to one server, whose memory would count twice.
  /// Blocks.
  /// - Throws: `invalidArgument` that names both.
  package func checkDistinct() throws(MRError) {
    guard servers.count > 1 else { return }
    let mark = "mr-same-\(UInt64.random(in: .min ... .max))-"
    let marks = servers.indices.map { "\(mark)\($0)" }
    for (index, address) in servers.enumerated() {
      try ask(address) { (server) throws(MemcachedFailure) in
        try withUnsafeBytes(of: UInt8(0)) { (value) throws(MemcachedFailure) in
          try server.set(marks[index], value)
        }
      }
    }
    for (index, address) in servers.enumerated() {
      var others: [Int] = []
      try ask(address) { (server) throws(MemcachedFailure) in
        try server.get(marks, room: { _, _ in nil }) { position, _ in
          if position != index { others.append(position) }
        }
        try server.delete(marks)
      }
      if let other = others.first {
        throw MRError(
          .invalidArgument, "the stores \(address) and \(servers[other]) are the same server",
          remedy: "Name every server once.")
      }
    }
  }

  private func ask(
    _ address: StoreAddress, _ body: (MemcachedServer) throws(MemcachedFailure) -> Void
  ) throws(MRError) {
    do throws(MemcachedFailure) {
      try body(server(address))
    } catch {
      throw MRError(
        .store, "memcached at \(address) does not answer as it should", cause: "\(error)")
    }
  }

  /// Has every server keep memory for the headers of that many blocks on disk. For servers that
  /// hold nothing yet. Blocks.
  package func reserveHeaders(_ count: Int) throws(MRError) {
    for address in servers {
      do { try server(address).reserveSmallItems(count) } catch {
        throw MRError(
          .store, "memcached at \(address) could not be prepared for a disk", cause: "\(error)")
      }
    }
  }
}
