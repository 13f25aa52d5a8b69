import CProcess
import Cache
import Glibc
package import Model
import PluginHost

/// What a worker process gives up before it loads a plugin, because the master that started it says so.
package enum Confinement {
  /// The variable by which a master says it: the TCP ports that the worker connects to, with commas between.
  package static let variable = "MR_WORKER_SANDBOX"
  /// Developers of plugins set it to 1: workers leave core files then, which may hold input.
  private static let coresVariable = "MR_CORES"
  /// To be called while the process has one thread, before its environment is cleared.
  /// - Parameters:
  ///   - note: the crash note.
  ///   - memoryMB: what the worker may take.
  /// - Returns: whether the worker may write to nothing but its own files: parts go through the store then.
  /// - Throws: `internal` if it is to be in a sandbox and there is none.
  package static func enter(note: String?, memoryMB: Int) throws(MRError) -> Bool {
    if getenv(coresVariable).map({ String(cString: $0) }) != "1" { limit(RLIMIT_CORE, 0) }
    let data = (memoryMB + Sandbox.slackMB) << 20
    let value = getenv(variable)
    // A sanitizer has reserved terabytes before the process began.
    if value != nil || mr_data_memory() < data { limit(RLIMIT_DATA, UInt(clamping: data)) }
    guard let value else { return false }
    let ports = String(cString: value).split(separator: ",").compactMap { UInt16($0) }
    var writable = ["/dev/null", PrivateDirectory.temporaryPath]
    if let note {
      // The sandbox takes what is there.
      let file = open(note, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
      if file >= 0 { close(file) }
      writable.append(note)
    }
    if let cache = try CacheChoice.standard.place()?.directory, PrivateDirectory.make(cache) {
      writable.append(cache)
    }
    guard Sandbox(writable: writable, ports: ports).enter() else {
      throw MRError(
        .internal, "a worker could not enter its sandbox", cause: String(cString: strerror(errno)),
        remedy: "Run without --sandbox, or with a kernel that has Landlock (5.13).")
    }
    return true
  }

  private static func limit(_ resource: __rlimit_resource, _ value: UInt) {
    let resource = __rlimit_resource_t(resource.rawValue)
    var limit = rlimit()
    getrlimit(resource, &limit)
    limit.rlim_max = min(limit.rlim_max, value)
    limit.rlim_cur = min(limit.rlim_cur, limit.rlim_max)
    setrlimit(resource, &limit)
  }
}
