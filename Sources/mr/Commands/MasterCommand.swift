import ArgumentParser
import Foundation
import Master
import Model
import Planning

struct MasterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "master",
    abstract: "Runs a master in the foreground until Ctrl-C.",
    discussion: """
      A master keeps clusters of workers and their queues of jobs. Jobs that were queued or \
      running when it ended go on when it starts again with the same state directory.

        mr master
        mr master --listen 127.0.0.1:7077 --store-memory 2048

      It is reached through a socket in its state directory, which only its user can open, and \
      that is where other commands look for it. Where it listens with --listen, callers show a \
      token, and beyond this machine all is encrypted. What is needed to call it from elsewhere is in \
      one file of the state directory, connection.json: `--master FILE`, `mr worker --join FILE`. \
      `mr token create` makes such files for others.
      """)

  @Option(
    help: ArgumentHelp(
      "Address to listen on as well. Port 0 takes a free one. (default: none)",
      valueName: "host:port"))
  var listen: NetworkAddress?

  @OptionGroup(title: "Certificate") var certificate: CertificateOptions

  @Flag(
    help: """
      Take whoever reaches the address for the user of this master, without a token and without \
      encryption. Whoever that is can run code here.
      """)
  var insecure = false

  @Option(
    help: ArgumentHelp(
      """
      Directory of the journal and the logs. (default: $XDG_STATE_HOME/mr, else \
      ~/.local/state/mr)
      """, valueName: "directory"))
  var stateDir: String?

  @Option(
    help: ArgumentHelp(
      """
      Run only plugins, formats and libraries of functions that lie below this directory, where names are \
      looked for first. May be given several times. (default: whatever a job names)
      """, valueName: "directory"))
  var plugins: [String] = []

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Workers") var memory: WorkerMemoryOption
  @OptionGroup(title: "Workers") var environment: EnvironmentOption
  @OptionGroup(title: "Workers") var sandbox: SandboxOption

  func validate() throws {
    if listen == nil, let option = insecure ? "--insecure" : certificate.firstName {
      throw ValidationError("'\(option)' is about an address to '--listen' at.")
    }
    if insecure, let option = certificate.firstName {
      throw ValidationError("'--insecure' and '\(option)' contradict each other.")
    }
  }

  /// Beyond this machine all is encrypted, unless the user wants nothing of it.
  private var network: ListenSettings? {
    listen.map { address in
      let files = certificate.files
      let protection: ListenSettings.Protection =
        if insecure { .none } else if files == nil && address.isLoopback { .tokens } else {
          .encryption(files)
        }
      return ListenSettings(address: address, protection: protection)
    }
  }

  func run() async throws {
    try environment.apply()
    let settings = MasterSettings(
      network: network,
      stateDirectory: try stateDirectory(), store: try store.choice(),
      workerMemoryMB: memory.workerMemory,
      // One for each core: as many can begin at once.
      mostSpares: ProcessInfo.processInfo.activeProcessorCount,
      pluginRule: try PluginRule(below: plugins), isSandboxed: sandbox.sandbox)
    try await interruptible { try await runMaster(settings) }
  }

  private func stateDirectory() throws(MRError) -> String {
    guard let stateDir else { return try StateHome.standard() }
    return stateDir.hasPrefix("/") ? stateDir : "\(try currentDirectory())/\(stateDir)"
  }
}
