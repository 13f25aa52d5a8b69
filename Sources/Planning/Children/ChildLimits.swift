internal import Glibc

/// What a child process may use up, and do.
package struct ChildLimits: Sendable, Hashable {
  /// The time on the clock, after which the child is killed.
  package var time: Duration
  /// Whether that time begins anew whenever the child says what it tries next.
  package var isForEachTry = false
  /// The memory that is the child's own, in MiB; nil: as much as the machine has.
  package var memory: Int?
  package var sandbox: ChildSandbox

  package init(time: Duration, memory: Int? = nil, sandbox: ChildSandbox = .first) {
    self.time = time
    self.memory = memory
    self.sandbox = sandbox
  }

  /// The most bytes of a file that it writes.
  private static let file = UInt(1) << 30
  private static let openFiles: UInt = 4096

  /// Sets the limits of this process that its parent does not watch, for good.
  /// - Parameters:
  ///   - memory: in MiB.
  ///   - seconds: the time on the clock that it has; nil if nobody knows.
  ///   - isEnclosed: in a sandbox.
  static func apply(memory: Int?, seconds: Int?, isEnclosed: Bool) {
    if let memory {
      set(RLIMIT_DATA, UInt(clamping: memory) << 20)
    } else if isEnclosed {
      set(RLIMIT_DATA, machine)
    }
    set(RLIMIT_CORE, 0)
    set(RLIMIT_FSIZE, file)
    set(RLIMIT_NOFILE, openFiles)
    // Should nobody be there to kill it.
    guard let seconds else { return }
    let processors = UInt(clamping: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    set(RLIMIT_CPU, min(UInt(clamping: seconds), 1 << 32) * processors + 10)
  }

  /// The memory of the machine in bytes.
  private static var machine: UInt {
    let pages = UInt(clamping: sysconf(Int32(_SC_PHYS_PAGES)))
    return max(pages * UInt(clamping: sysconf(Int32(_SC_PAGESIZE))), 1 << 30)
  }

  private static func set(_ resource: __rlimit_resource, _ value: UInt) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(resource.rawValue)
    getrlimit(resource, &limit)
    limit.rlim_max = min(value, limit.rlim_max)
    limit.rlim_cur = min(limit.rlim_max, limit.rlim_cur)
    setrlimit(resource, &limit)
  }
}
