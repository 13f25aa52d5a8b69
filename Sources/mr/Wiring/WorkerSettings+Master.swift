import Glibc
import Model
import Worker

extension WorkerSettings {
  /// Reads the command line that a master starts its workers with. A parser of all that users may
  /// write would take longer to begin than the worker takes to register.
  ///
  /// The token that goes with the worker's name is in the environment, which is nobody else's to read.
  /// - Returns: nil if it is any other command line.
  init?(ofMaster words: [String]) {
    guard words.count == 12, words[1] == "worker" else { return nil }
    let pairs = stride(from: 2, to: words.count, by: 2).map { (words[$0], words[$0 + 1]) }
    let options = Dictionary(pairs) { first, _ in first }
    guard let worker = options["--worker-id"].flatMap({ WorkerID($0) }),
      let master = options["--master"].flatMap({ MasterAddress($0) }),
      let cluster = options["--cluster"].flatMap({ ClusterID($0) }),
      let role = options["--role"].flatMap({ Role(rawValue: $0) }),
      let memory = options["--worker-memory"].flatMap({ Int($0) })
    else { return nil }
    let token = getenv("MR_WORKER_TOKEN").map { String(cString: $0) }
    self.init(
      master: master, cluster: cluster, role: role, identity: (worker, token ?? ""),
      memoryMB: memory)
  }
}
