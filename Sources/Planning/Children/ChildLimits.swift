internal import Glibc

/// What a child process may use up.
package struct ChildLimits: Sendable, Hashable {
  /// The time on the clock, after which the child is killed.
  package var time: Duration
  /// Whether that time begins anew whenever the child says what it tries next.
  package var isForEachTry = false
  /// The memory that is the child's own, in MiB; nil: what the machine has.
  package var memory: Int?

  package init(time: Duration, memory: Int? = nil) {
    self.time = time
    self.memory = memory
  }

  /// Sets the limits of this process that its parent does not watch.
  static func apply(memory: Int?) {
    if let memory { set(RLIMIT_DATA, UInt(clamping: memory) << 20) }
    set(RLIMIT_CORE, 0)
  }

  private static func set(_ resource: __rlimit_resource, _ value: UInt) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(resource.rawValue)
    getrlimit(resource, &limit)
    limit.rlim_cur = min(value, limit.rlim_max)
    setrlimit(resource, &limit)
  }
}
