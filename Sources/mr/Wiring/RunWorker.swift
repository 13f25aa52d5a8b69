import Glibc
import Model
import Worker

/// Runs a worker until its master tells it to end, or the task is cancelled.
func runWorker(_ options: WorkerOptions) async throws {
  let start = ProcessStart()
  var settings = WorkerSettings(
    masterHost: options.master.host, masterPort: options.master.port, cluster: options.cluster,
    role: options.role, notePath: getenv("MR_WORKER_CRASH_NOTE").map { String(cString: $0) },
    memoryMB: options.memoryMB)
  if let worker = options.workerID { settings.identity = (worker, options.token ?? "") }
  settings.taskTimeout = try TaskTimeout.fromEnvironment()
  try await WorkerProcess(settings).run { ending in
    switch ending {
    // Not `exit`: what the plugin has left for the end of the process is not to hold it up.
    case .ended: _exit(EXIT_SUCCESS)
    case .renewed: start.repeatIt()
    }
  }
}
