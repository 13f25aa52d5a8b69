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
  if let text = getenv(timeoutVariable).map({ String(cString: $0) }) {
    guard let seconds = Int(text), seconds > 0 else {
      throw MRError(
        .invalidArgument, "the environment's \(timeoutVariable), '\(text)', is no number of seconds"
      )
    }
    settings.taskTimeout = .seconds(seconds)
  }
  try await WorkerProcess(settings).run()
}
