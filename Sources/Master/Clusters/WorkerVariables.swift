import Foundation

/// The environment of a worker process beside what all have that load plugins.
enum WorkerVariables {
  private static let backtrace = "SWIFT_BACKTRACE"

  static var standard: [String: String] {
    // Has the C library keep memory that an attempt gives back for the next one, which needs about as
    // much: every page that the kernel hands out costs a fault and is cleared first. One arena for
    // all threads, because each attempt has threads of its own.
    var variables = [
      "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "\(32 << 20)",
      "MALLOC_TRIM_THRESHOLD_": "\(128 << 20)",
    ]
    // The plugin's last words are at the end of the log, not under a list of loaded libraries; and
    // a crash is over at once.
    if ProcessInfo.processInfo.environment[backtrace] == nil { variables[backtrace] = "enable=no" }
    return variables
  }

  /// What has a worker enter a sandbox.
  /// - Parameters:
  ///   - ports: where it connects to by TCP.
  ///   - temporary: a directory of its own.
  static func sandbox(_ ports: [Int], temporary: String) -> [String: String] {
    [
      "MR_WORKER_SANDBOX": ports.map(String.init).joined(separator: ","), "TMPDIR": temporary,
    ]
  }
}
