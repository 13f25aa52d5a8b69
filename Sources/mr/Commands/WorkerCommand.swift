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
      machine or another; it ends with its cluster. A master with --sandbox takes such as have --sandbox, too.

        mr worker --join connection.json --cluster c1 --role mapper

      The connection file is one that the master has written into its state directory, or that \
      `mr token create NAME --role join` has printed.
      """)

  @OptionGroup var master: MasterOption

  @Option(
    help: ArgumentHelp(
      "The master's connection file; nothing else says how to reach it then.", valueName: "file"))
  var join: String?

  @Flag(help: "Run what a master says of which nothing proves that it is the one.")
  var insecure = false

  @Option(help: ArgumentHelp("The cluster that the worker belongs to.", valueName: "id"))
  var cluster: ClusterID

  @Option(help: ArgumentHelp("What the worker does: mapper or reducer.", valueName: "role"))
  var role: Role

  @OptionGroup var memory: WorkerMemoryOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var sandbox: SandboxOption

  func run() async throws {
    try environment.apply()
    let contact =
      if let join { try ConnectionFile.contact(in: join) } else { try master.contact() }
    if case .tcp(let address) = contact.address, contact.proof == nil, !insecure {
      throw MRError(
        .denied, "nothing proves that the master at \(address) is the one",
        cause: "its connection is not encrypted, and a worker runs the code that its master names",
        remedy: "On the master's machine name its socket, with --master unix:PATH; elsewhere its "
          + "connection file, with --join. --insecure does without.")
    }
    let settings = WorkerSettings(
      master: contact, cluster: cluster, role: role, memoryMB: memory.workerMemory)
    if sandbox.sandbox {
      try await interruptible { try await SandboxedWorker(settings: settings).run() }
    } else {
      let worker = try PreparedWorker(settings)
      try await interruptible { try await worker.run() }
    }
  }
}
