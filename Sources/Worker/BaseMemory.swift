import Glibc
import Synchronization

/// What this process has beside its attempts: what it begins with, and the plugins that it loads.
/// Memory that attempts leave to the next ones is none of it.
final class BaseMemory: Sendable {
  private let size = Mutex(BaseMemory.resident)

  /// In bytes.
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

  /// Of this process, in bytes; 0 if the system does not tell.
  private static var resident: Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let numbers = line.split(separator: CChar(UInt8(ascii: " ")))
    guard numbers.count > 1 else { return 0 }
    let pages = Int(String(decoding: numbers[1].map(UInt8.init(bitPattern:)), as: UTF8.self)) ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
