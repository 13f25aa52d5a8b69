import Glibc
import Model
import Transport
import Worker

extension WorkerSettings {
  /// Reads the command line that a master starts its workers with. A parser of all that users may
  /// write would take longer to begin than the worker takes to register.
  ///
  /// The worker's token is in the environment, which is nobody else's to read.
  /// - Returns: nil if it is any other command line.
  init?(ofMaster words: [String]) {
    guard words.count == 12, words[1] == "worker", words.contains("--worker-id") else { return nil }
    let pairs = stride(from: 2, to: words.count, by: 2).map { (words[$0], words[$0 + 1]) }
    let options = Dictionary(pairs) { first, _ in first }
    guard let master = options["--master"].flatMap({ MasterAddress($0) }),
      let cluster = options["--cluster"].flatMap({ ClusterID($0) }),
      let role = options["--role"].flatMap({ Role(rawValue: $0) }),
      let memory = options["--worker-memory"].flatMap({ Int($0) })
    else { return nil }
    self.init(
      master: MasterContact(address: master, token: takeSecret("MR_WORKER_TOKEN")),
      cluster: cluster, role: role, memoryMB: memory)
  }
}

/// A value of the environment, where it is found no more, nor in what the system keeps of it: a plugin
/// would look there. At once, before `ProcessStart` copies what is there; the rest goes with
/// `PluginEnvironment.enter`.
private func takeSecret(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  memset(value, 0, strlen(value))
  unsetenv(name)
  return text
}
