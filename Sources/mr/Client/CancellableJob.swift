import Synchronization

/// The job that Ctrl-C cancels, once there is one.
final class CancellableJob: Sendable {
  private let canceller = Mutex<(@Sendable () async -> Bool)?>(nil)

  /// - Parameter cancel: answers whether the job will end now.
  func started(_ cancel: @escaping @Sendable () async -> Bool) {
    canceller.withLock { $0 = cancel }
  }

  func ended() { canceller.withLock { $0 = nil } }

  /// Cancels the job. False if there is none that could be cancelled.
  func cancel() async -> Bool {
    guard let cancel = canceller.withLock({ $0 }) else { return false }
    return await cancel()
  }
}
