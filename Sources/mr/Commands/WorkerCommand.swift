import ArgumentParser
import Model
import Worker

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

  func run() async throws {
    let settings = WorkerSettings(
      master: try master.address(), cluster: cluster, role: role, memoryMB: memory.workerMemory)
    try await interruptible { try await runWorker(settings) }
  }
}
