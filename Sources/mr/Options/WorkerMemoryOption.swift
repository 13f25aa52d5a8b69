import ArgumentParser
import Execution

/// `--worker-memory`: how much memory a worker may take.
struct WorkerMemoryOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Memory that each worker process may take in MB, at least \(WorkerMemory.leastMB). What \
      plugins allocate for themselves while they work is not counted.
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
