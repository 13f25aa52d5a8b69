import CXXHash
import Model

/// A connection to every server of a pool, with the retries that make refusals back-pressure and
/// broken connections harmless.
final class MemcachedConnection: BlockStoreConnection {
  private let servers: [MemcachedServer]
  private let options: MemcachedStore.Options

  /// The most keys of a request; it bounds the length of a request line, not of an answer.
  private static let keysPerRequest = 100

  init(_ servers: [MemcachedServer], options: MemcachedStore.Options) {
    self.servers = servers
    self.options = options
  }

  func set(
    _ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool
  ) throws(MRError) {
    let server = servers[try serverIndex(key)]
    try retrying(server, "store block \(key) of \(value.count) bytes", isCancelled) {
      () throws(MemcachedFailure) in try server.set(key, value)
    }
  }

  func get(
    _ keys: [String],
    room: (_ index: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
    _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
  ) throws(MRError) {
    for (server, indices) in try grouped(keys) {
      var rest = indices[...]
      var limit = Self.keysPerRequest
      while let first = rest.first {
        try retrying(server, "fetch block \(keys[first])", { false }) {
          () throws(MemcachedFailure) in
          let asked = rest.prefix(limit)
          // A server short of memory, who needs room for what it reads from disk, can answer one
          // key where many were too much.
          let former = limit
          limit = 1
          try server.get(
            asked.map { keys[$0] }, room: { room(asked[asked.startIndex + $0], $1) }
          ) { (position, value) throws(MemcachedFailure) in
            // What has arrived is not asked for again, whatever happens next.
            rest = rest[(asked.startIndex + position + 1)...]
            do throws(MRError) { try body(asked[asked.startIndex + position], value) } catch {
              throw .stopped(error)
            }
          }
          rest = rest[asked.endIndex...]
          limit = min(2 * former, Self.keysPerRequest)
        }
      }
    }
  }

  func announce(_ key: String) {
    guard let index = try? serverIndex(key) else { return }
    servers[index].announce(key)
  }

  func delete(_ keys: [String]) throws(MRError) {
    for (server, indices) in try grouped(keys) {
      try retrying(server, "delete \(indices.count) blocks", { false }) {
        () throws(MemcachedFailure) in try server.delete(indices.map { keys[$0] })
      }
    }
  }

  /// Makes sure that every server answers.
  func greet() throws(MRError) {
    for server in servers {
      try retrying(server, "say which version it is", { false }) {
        () throws(MemcachedFailure) in try server.greet()
      }
    }
  }

  /// The sums over all servers.
  func statistics() throws(MRError) -> StoreStatistics {
    var sum = StoreStatistics()
    for server in servers {
      sum.add(
        try retrying(server, "tell its statistics", { false }) {
          () throws(MemcachedFailure) in try server.statistics()
        })
    }
    return sum
  }

  /// The server that has the key, which is always the same one. A block is found on its server or
  /// it is lost.
  private func serverIndex(_ key: String) throws(MRError) -> Int {
    var key = key
    let (isValid, hash) = key.withUTF8 { bytes in
      (
        (1...250).contains(bytes.count) && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7f },
        XXH_INLINE_XXH3_64bits(bytes.baseAddress, bytes.count)
      )
    }
    guard isValid else { throw MRError(.internal, "“\(key)” cannot be a key of the store") }
    return Int(hash % UInt64(servers.count))
  }

  /// The indices of the keys by server, in the order given.
  private func grouped(_ keys: [String]) throws(MRError) -> [(MemcachedServer, [Int])] {
    var indices = [[Int]](repeating: [], count: servers.count)
    for (index, key) in keys.enumerated() { indices[try serverIndex(key)].append(index) }
    return zip(servers, indices).filter { !$0.1.isEmpty }
  }

  /// Runs `attempt` until it succeeds or nothing speaks for another try.
  private func retrying<Result>(
    _ server: MemcachedServer, _ action: @autoclosure () -> String, _ isCancelled: () -> Bool,
    _ attempt: () throws(MemcachedFailure) -> Result
  ) throws(MRError) -> Result {
    var refusals = Backoff(patience: options.patience)
    var losses = Backoff(patience: options.reconnectPatience)
    while true {
      let failure: MemcachedFailure
      do { return try attempt() } catch { failure = error }
      if isCancelled() { throw MRError(.cancelled, "cancelled while the store was to \(action())") }
      let message = "memcached at \(server.address) could not \(action())"
      switch failure {
      case .refused(let cause):
        if refusals.wait() { continue }
        throw MRError(
          .storeFull, message, cause: "\(cause), for \(options.patience)",
          remedy: "Give the store more memory (--store-memory), a disk (--store-disk), or more "
            + "servers (--store).")
      case .unreachable(let cause):
        if losses.wait() { continue }
        throw MRError(
          .store, message, cause: cause,
          remedy: "See whether memcached runs there and can be reached from this machine.")
      case .rejected(let cause):
        throw MRError(
          .store, message, cause: cause,
          remedy: "The server has to be memcached 1.6 that takes items of 1 MiB (-I).")
      case .denied(let cause):
        throw MRError(
          .store, message, cause: cause,
          remedy:
            "Start all servers with one password (memcached -Y FILE) and name the file that has "
            + "it with --store-auth, or all without one.")
      case .stopped(let error):
        throw error
      }
    }
  }
}
