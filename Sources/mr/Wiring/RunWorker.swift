import Glibc
import Model
import PluginHost
import Worker

/// A worker process that has given up what its plugins are not to have.
struct PreparedWorker: Sendable {
  private let start = ProcessStart()
  private var settings: WorkerSettings

  /// Made while the process has one thread.
  /// - Parameter settings: without what the environment says.
  init(_ settings: WorkerSettings) throws(MRError) {
    self.settings = settings
    try prepare()
  }

  private mutating func prepare() throws(MRError) {
    settings.notePath = getenv("MR_WORKER_CRASH_NOTE").map { String(cString: $0) }
    settings.taskTimeout = try TaskTimeout.fromEnvironment()
    settings.writesParts = try !Confinement.enter(
      note: settings.notePath, memoryMB: settings.memoryMB)
    PluginEnvironment.enter()
  }

  /// Runs until its master tells it to end, or the task is cancelled.
  func run() async throws {
    try await WorkerProcess(settings).run { ending in
      switch ending {
      // Not `exit`: what the plugin has left for the end of the process is not to hold it up.
      case .ended: _exit(EXIT_SUCCESS)
      case .renewed: start.repeatIt()
      }
    }
  }
}
