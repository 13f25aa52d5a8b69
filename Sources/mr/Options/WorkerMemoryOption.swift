import ArgumentParser
import Execution
import PluginHost

/// `--worker-memory`: how much memory a worker may take.
struct WorkerMemoryOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Memory that each worker process may take in MB, at least \(WorkerMemory.leastMB). What \
      plugins allocate for themselves while they work may be \(Sandbox.slackMB >> 10) GiB more.
      """, valueName: "MB"))
  var workerMemory = WorkerMemory.standardMB

  func validate() throws {
    guard workerMemory >= WorkerMemory.leastMB else {
      throw ValidationError(
        "'--worker-memory' is \(workerMemory), but has to be at least \(WorkerMemory.leastMB) (MB)."
      )
    }
  }
}
