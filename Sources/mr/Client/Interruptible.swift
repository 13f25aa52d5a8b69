import ArgumentParser
import Glibc

/// Does a command's work until it is done, or SIGINT or SIGTERM ends it.
///
/// - Parameters:
///   - onFirst: what the first signal does, if the work is to come to its own end after it. It
///     answers false if there is nothing yet that could end in such a way. Without it, and always
///     with the second signal, the work's task is cancelled. Either way the work cleans up and
///     returns.
///   - onSecond: puts in order what the work would, which may hang in a plugin; the process ends then.
/// - Throws: what the work throws, or the exit code 128 + n if signal n came.
func interruptible(
  onFirst: (@Sendable () async -> Bool)? = nil, onSecond: (() -> Void)? = nil,
  _ work: @Sendable @escaping () async throws -> Void
) async throws {
  let (events, continuation) = AsyncStream.makeStream(of: Event.self)
  // Outside of the group: who cancels the work still listens.
  let signals = try trappedSignals()
  let listening = Task { for await signal in signals { continuation.yield(.signal(signal)) } }
  defer { listening.cancel() }
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      do {
        try await work()
        continuation.yield(.ended(nil))
      } catch {
        continuation.yield(.ended(error))
      }
    }

    var first: CInt?
    for await event in events {
      switch event {
      case .signal(let signal):
        if let first, let onSecond {
          onSecond()
          _exit(128 + first)
        }
        var comesToItsEnd = false
        if first == nil, let onFirst { comesToItsEnd = await onFirst() }
        if !comesToItsEnd { group.cancelAll() }
        first = first ?? signal
      case .ended(let error):
        group.cancelAll()
        if let first { throw ExitCode(128 + first) }
        if let error { throw error }
        return
      }
    }
  }
}

private enum Event: Sendable {
  case signal(CInt)
  /// The work is done, or threw.
  case ended((any Error)?)
}
