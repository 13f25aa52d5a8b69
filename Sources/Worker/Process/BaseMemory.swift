import CProcess
import Synchronization

/// What this process has beside its attempts: what it begins with, and the plugins that it loads.
/// Memory that attempts leave to the next ones is none of it.
final class BaseMemory: Sendable {
  private let size = Mutex(BaseMemory.resident)
  /// What may be taken, in bytes.
  private let limit: Int
  /// What the worker keeps for its next attempts is less than this; in bytes.
  private static let kept = 48 << 20

  init(limit: Int) { self.limit = limit }

  /// The memory in bytes.
  var bytes: Int { size.withLock { $0 } }

  /// Runs what may load a plugin, and counts what that takes.
  func counting<Result, Failure: Error>(
    _ load: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = Self.resident
    let result = try load()
    let grown = Self.resident - before
    // A page here and there is no plugin, and would add up.
    if grown > 256 << 10 { size.withLock { $0 += grown } }
    return result
  }

  /// Whether the process takes more than it may although no attempt runs.
  var isExceeded: Bool {
    if Self.resident <= limit { return false }
    mr_trim_memory()
    return Self.resident > limit
  }

  /// How much of what attempts took was not given back, in bytes, if it is more than the worker
  /// itself keeps.
  var leaked: Int? {
    let grown = Self.resident - bytes
    // It may be what the allocator holds for the next attempt; asking it takes its time.
    guard grown > Self.kept else { return nil }
    let leaked = grown - mr_free_memory()
    return leaked > Self.kept ? leaked : nil
  }

  private static var resident: Int { mr_resident_memory() }
}
