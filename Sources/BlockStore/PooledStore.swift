package import Model
import Synchronization

/// A store whose connections are used again. To make one takes several round trips: more than all
/// that a small task does with it.
package final class PooledStore: BlockStore {
  private let store: any BlockStore
  private let idle = IdleConnections()

  package init(_ store: any BlockStore) { self.store = store }

  /// A connection that goes back when nobody has it any more, unless a call of its failed.
  package func connect() throws(MRError) -> any BlockStoreConnection {
    let connection = if let known = idle.take() { known } else { try store.connect() }
    return PooledConnection(connection, idle)
  }

  package func statistics() throws(MRError) -> StoreStatistics { try store.statistics() }
}

/// Connections that nobody uses.
private final class IdleConnections: Sendable {
  /// An idle connection. It belongs to one thread at a time: the one that took it.
  private struct Idle: @unchecked Sendable { let connection: any BlockStoreConnection }
  private let connections = Mutex<[Idle]>([])
  private static let limit = 8

  func take() -> (any BlockStoreConnection)? {
    connections.withLock { $0.popLast() }?.connection
  }

  func give(_ connection: any BlockStoreConnection) {
    let idle = Idle(connection: connection)
    connections.withLock { connections in
      if connections.count < Self.limit { connections.append(idle) }
    }
  }
}

private final class PooledConnection: BlockStoreConnection {
  private let connection: any BlockStoreConnection
  private let idle: IdleConnections
  private var hasFailed = false
  /// A value was announced and not fetched.
  private var isExpecting = false

  init(_ connection: any BlockStoreConnection, _ idle: IdleConnections) {
    self.connection = connection
    self.idle = idle
  }

  deinit { if !hasFailed, !isExpecting { idle.give(connection) } }

  func set(
    _ key: String, _ value: UnsafeRawBufferPointer, isCancelled: () -> Bool
  ) throws(MRError) {
    try noting { () throws(MRError) in
      try connection.set(key, value, isCancelled: isCancelled)
    }
  }

  func get(
    _ keys: [String],
    room: (_ index: Int, _ size: Int) -> UnsafeMutableRawBufferPointer?,
    _ body: (_ index: Int, _ value: UnsafeRawBufferPointer) throws(MRError) -> Void
  ) throws(MRError) {
    try noting { () throws(MRError) in try connection.get(keys, room: room, body) }
    isExpecting = false
  }

  func announce(_ key: String) {
    connection.announce(key)
    isExpecting = true
  }

  func delete(_ keys: [String]) throws(MRError) {
    try noting { () throws(MRError) in try connection.delete(keys) }
  }

  /// A connection of which a call failed is not used again.
  private func noting(_ call: () throws(MRError) -> Void) throws(MRError) {
    do throws(MRError) {
      try call()
    } catch {
      hasFailed = true
      throw error
    }
  }
}
