import Execution
import Glibc
import Model
import Worker

/// Runs a worker until its master tells it to end, or the task is cancelled.
func runWorker(_ options: WorkerOptions) async throws {
  var settings = WorkerSettings(
    masterHost: options.master.host, masterPort: options.master.port, cluster: options.cluster,
    role: options.role, notePath: getenv("MR_WORKER_CRASH_NOTE").map { String(cString: $0) },
    memoryMB: options.memoryMB)
  if let worker = options.workerID { settings.identity = (worker, options.token ?? "") }
  settings.taskTimeout = try TaskTimeout.fromEnvironment()
  try await WorkerProcess(settings).run()
}
