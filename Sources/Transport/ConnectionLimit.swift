import Glibc
import NIOCore
import Synchronization

/// How many connections a server has at a time: who opens more would use up what it can open.
final class ConnectionLimit: Sendable {
  private let count = Atomic(0)
  private let most: Int

  /// As many as `most`, and not so many that the process had too few descriptors for everything else.
  init(_ most: Int) {
    var limit = rlimit()
    let descriptors =
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
      ? Int(clamping: limit.rlim_cur) : 1024
    self.most = min(most, max(descriptors / 2, descriptors - Self.others))
  }

  /// Descriptors that a process with many jobs and workers has beside its connections.
  private static let others = 256

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
