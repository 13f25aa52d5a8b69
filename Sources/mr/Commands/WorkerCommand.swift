import ArgumentParser
import Model
import Transport
import Worker

struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Adds a worker process to a cluster.",
    discussion: """
      Masters start the workers of their clusters themselves. This adds one more, from this \
      machine or another; it ends with its cluster.

        mr worker --join connection.json --cluster c1 --role mapper

      The connection file is one that the master has written into its state directory, or that \
      `mr token create NAME --role join` has printed.
      """)

  @OptionGroup var master: MasterOption

  @Option(
    help: ArgumentHelp(
      "The master's connection file; nothing else says how to reach it then.", valueName: "file"))
  var join: String?

  @Option(help: ArgumentHelp("The cluster that the worker belongs to.", valueName: "id"))
  var cluster: ClusterID

  @Option(help: ArgumentHelp("What the worker does: mapper or reducer.", valueName: "role"))
  var role: Role

  @OptionGroup var memory: WorkerMemoryOption

  func run() async throws {
    let contact =
      if let join { try ConnectionFile.contact(in: join) } else { try master.contact() }
    let settings = WorkerSettings(
      master: contact, cluster: cluster, role: role, memoryMB: memory.workerMemory)
    try await interruptible { try await runWorker(settings) }
  }
}
