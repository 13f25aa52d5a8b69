import ArgumentParser
import Glibc
import Model

struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Adds a worker process to a cluster.",
    discussion: """
      Masters start the workers of their clusters themselves. This adds one more, from this \
      machine or another; it ends with its cluster.

        mr worker --master 192.168.1.5:7077 --cluster c1 --role mapper
      """)

  @OptionGroup var master: MasterOption

  @Option(help: ArgumentHelp("The cluster that the worker belongs to.", valueName: "id"))
  var cluster: ClusterID

  @Option(help: ArgumentHelp("What the worker does: mapper or reducer.", valueName: "role"))
  var role: Role

  @OptionGroup var memory: WorkerMemoryOption

  /// For masters; the token that goes with it is in the environment, which is nobody else's to read.
  @Option(help: .hidden)
  var workerID: WorkerID?

  func run() async throws {
    let options = WorkerOptions(
      master: try master.address(), cluster: cluster, role: role, workerID: workerID,
      token: getenv("MR_WORKER_TOKEN").map { String(cString: $0) },
      memoryMB: memory.workerMemory)
    try await interruptible { try await runWorker(options) }
  }
}
