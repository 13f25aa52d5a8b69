package import Model

/// A place for blocks: values under short printable keys. What is stored may disappear or be
/// damaged; whoever reads verifies.
package protocol BlockStore: Sendable {
  /// Opens a connection for one thread. Blocking.
  func connect() throws(MRError) -> any BlockStoreConnection

  /// What the store's servers say of themselves. Blocking.
  func statistics() throws(MRError) -> StoreStatistics
}

/// A connection to the store. Every call blocks, so it belongs on a thread of its own, never on
/// the cooperative pool; it is not to be shared between threads.
package protocol BlockStoreConnection: AnyObject {
  /// Stores a value, replacing what was there. A full store is back-pressure: the call waits and
  /// tries again until the value fits.
  /// - Throws: `storeFull` when waiting did not help for the store's patience, `cancelled` when
  ///   `isCancelled` says so meanwhile, `store` when no server answers.
  func set(_ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool) throws(MRError)

  /// Fetches values in one round trip and calls `body` with the index of the key and its value,
  /// in the order of arrival. Keys that the store does not have are left out. The bytes live
  /// until `body` returns.
  /// - Parameter room: Where a value of that size is to go, which may be asked again if the
  ///   connection breaks meanwhile; nil leaves that to the connection.
  func get(
    _ keys: [String],
    room: (_ index: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
    _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
  ) throws(MRError)

  /// Says that the next call will be `get` of this key alone: its value may be on its way already
  /// then. Nothing depends on it.
  func announce(_ key: String)

  /// Deletes values; keys that the store does not have are no error.
  func delete(_ keys: [String]) throws(MRError)
}

extension BlockStoreConnection {
  package func announce(_ key: String) {}

  /// Fetches values into the connection's own memory.
  package func get(
    _ keys: [String],
    _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
  ) throws(MRError) {
    try get(keys, room: { _, _ in nil }, body)
  }
}
