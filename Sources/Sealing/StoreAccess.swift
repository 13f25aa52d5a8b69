package import BlockStore
package import Model

/// What a process has to know to use a master's store.
package struct StoreAccess: Sendable {
  /// In the order that all who use the store agree on.
  package var servers: [StoreAddress]
  package var credential: StoreCredential?
  /// Nil for a store that nobody else can reach: its blocks are not sealed.
  package var secret: BlockSecret?

  package init(servers: [StoreAddress], credential: StoreCredential?, secret: BlockSecret?) {
    self.servers = servers
    self.credential = credential
    self.secret = secret
  }

  /// The same for a process that knows the servers' host by another name.
  /// - Parameter host: As for `StoreAddress.reached`.
  package func reached(by host: String?) -> StoreAccess {
    var access = self
    access.servers = servers.map { $0.reached(by: host) }
    return access
  }

  /// The servers as they are. Contacts nobody yet.
  package func memcached() throws(MRError) -> MemcachedStore {
    try MemcachedStore(servers: servers, credential: credential)
  }

  /// Blocks, sealed if they have to be, over connections that are used again. Contacts nobody yet.
  package func blocks() throws(MRError) -> PooledStore {
    let store = try memcached()
    return PooledStore(secret.map { SealedStore(store, $0) } ?? store)
  }
}
