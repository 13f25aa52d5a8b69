internal import Glibc

/// What a child process may use up.
package struct ChildLimits: Codable, Sendable, Hashable {
  /// Of time on the clock, in seconds.
  package var seconds: Int
  /// Of memory that is its own, in MiB.
  package var memory: Int

  package init(seconds: Int = 30, memory: Int = 2048) {
    self.seconds = seconds
    self.memory = memory
  }

  /// Sets them for this process. Its parent ends it in time; should the parent be gone, the alarm
  /// does.
  func apply() {
    set(RLIMIT_DATA, UInt(memory) << 20)
    set(RLIMIT_CORE, 0)
    alarm(UInt32(clamping: seconds + 2))
  }

  private func set(_ resource: __rlimit_resource, _ value: UInt) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(resource.rawValue)
    getrlimit(resource, &limit)
    limit.rlim_cur = min(value, limit.rlim_max)
    setrlimit(resource, &limit)
  }
}
