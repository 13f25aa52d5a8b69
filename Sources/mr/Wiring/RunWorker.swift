import Glibc
import Model
import Worker

/// Runs a worker until its master tells it to end, or the task is cancelled.
/// - Parameter settings: without what the environment says.
func runWorker(_ settings: WorkerSettings) async throws {
  let start = ProcessStart()
  var settings = settings
  settings.notePath = getenv("MR_WORKER_CRASH_NOTE").map { String(cString: $0) }
  settings.taskTimeout = try TaskTimeout.fromEnvironment()
  try await WorkerProcess(settings).run { ending in
    switch ending {
    // Not `exit`: what the plugin has left for the end of the process is not to hold it up.
    case .ended: _exit(EXIT_SUCCESS)
    case .renewed: start.repeatIt()
    }
  }
}
