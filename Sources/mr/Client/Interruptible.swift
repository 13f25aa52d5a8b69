import ArgumentParser
import UnixSignals

/// Does a command's work until it is done, or SIGINT or SIGTERM ends it.
///
/// - Parameters:
///   - onFirst: what the first signal does, if the work is to come to its own end after it. It
///     answers false if there is nothing yet that could end in such a way. Without it, and always
///     with the second signal, the work's task is cancelled. Either way the work cleans up and
///     returns.
/// - Throws: what the work throws, or the exit code 128 + n if signal n came.
func interruptible(
  onFirst: (@Sendable () async -> Bool)? = nil, _ work: @Sendable @escaping () async throws -> Void
) async throws {
  let (events, continuation) = AsyncStream.makeStream(of: Event.self)
  try await withThrowingTaskGroup(of: Void.self) { group in
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    group.addTask {
      for await signal in signals { continuation.yield(.signal(signal)) }
    }
    group.addTask {
      do {
        try await work()
        continuation.yield(.ended(nil))
      } catch {
        continuation.yield(.ended(error))
      }
    }

    var first: UnixSignal?
    for await event in events {
      switch event {
      case .signal(let signal):
        var comesToItsEnd = false
        if first == nil, let onFirst { comesToItsEnd = await onFirst() }
        if !comesToItsEnd { group.cancelAll() }
        first = first ?? signal
      case .ended(let error):
        group.cancelAll()
        if let first { throw ExitCode(128 + first.rawValue) }
        if let error { throw error }
        return
      }
    }
  }
}

private enum Event: Sendable {
  case signal(UnixSignal)
  /// The work is done, or threw.
  case ended((any Error)?)
}
