import CProcess
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
    if let master = getenv("MR_WORKER_PARENT").flatMap({ pid_t(String(cString: $0)) }) {
      ParentProcess.endWithIt(master)
      settings.endsWithMaster = true
    }
    settings.notePath = getenv("MR_WORKER_CRASH_NOTE").map { String(cString: $0) }
    settings.taskTimeout = try TaskTimeout.fromEnvironment()
    settings.writesParts = try !Confinement.enter(
      note: settings.notePath, memoryMB: settings.memoryMB)
    PluginEnvironment.enter()
    // A plugin's last line is not to be lost with the process, nor to come behind what it says later.
    mr_print_by_lines()
  }

  /// As a process of its master's, whose signals mean an end at once.
  func runUntilSignalled() async throws {
    let signals = try trappedSignals()
    Task {
      for await signal in signals { WorkerProcess.end(status: 128 + signal) }
    }
    try await run()
  }

  /// Runs until its master tells it to end, or the task is cancelled.
  func run() async throws {
    let isJoined = settings.isJoined
    try await WorkerProcess(settings).run { ending in
      switch ending {
      // Who started it joins anew.
      case .renewed where isJoined: _exit(SandboxedWorker.renewal)
      // Not `exit`: what the plugin has left for the end of the process is not to hold it up.
      case .ended: _exit(EXIT_SUCCESS)
      case .renewed: start.repeatIt()
      }
    }
  }
}
