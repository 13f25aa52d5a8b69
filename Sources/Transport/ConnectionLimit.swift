import NIOCore
import Synchronization

/// How many connections a server has at a time: who opens more would use up what it can open.
final class ConnectionLimit: Sendable {
  private let count = Atomic(0)
  private let most: Int

  init(_ most: Int) { self.most = most }

  /// - Returns: False if there are enough.
  func admit(_ channel: any Channel) -> Bool {
    guard count.wrappingAdd(1, ordering: .relaxed).newValue <= most else {
      count.wrappingSubtract(1, ordering: .relaxed)
      return false
    }
    channel.closeFuture.whenComplete { _ in self.count.wrappingSubtract(1, ordering: .relaxed) }
    return true
  }
}
