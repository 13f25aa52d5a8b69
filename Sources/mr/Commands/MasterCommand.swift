import ArgumentParser
import Foundation
import Master
import Model

struct MasterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "master",
    abstract: "Runs a master in the foreground until Ctrl-C.",
    discussion: """
      A master keeps clusters of workers and their queues of jobs. Jobs that were queued or \
      running when it ended go on when it starts again with the same state directory.

        mr master --listen 127.0.0.1:7077 --store-memory 2048

      Calls are neither encrypted nor authenticated: whoever reaches the address can run code on \
      this machine. Listen on other addresses than loopback only in networks that you trust.
      """)

  @Option(
    help: ArgumentHelp("Address to listen on. Port 0 takes a free one.", valueName: "host:port"))
  var listen = NetworkAddress.standard

  @Option(
    help: ArgumentHelp(
      """
      Directory of the journal and the logs. (default: $XDG_STATE_HOME/mr, else \
      ~/.local/state/mr)
      """, valueName: "directory"))
  var stateDir: String?

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Workers") var memory: WorkerMemoryOption

  func run() async throws {
    let settings = MasterSettings(
      listen: listen, stateDirectory: try stateDirectory(), store: try store.choice(),
      workerMemoryMB: memory.workerMemory,
      // One for each core: as many can begin at once.
      mostSpares: ProcessInfo.processInfo.activeProcessorCount)
    try await interruptible { try await runMaster(settings) }
  }

  private func stateDirectory() throws(MRError) -> String {
    func variable(_ name: String) -> String? {
      guard let value = getenv(name) else { return nil }
      let text = String(cString: value)
      // Relative ones are to be ignored, says the XDG base directory specification.
      return text.hasPrefix("/") ? text : nil
    }
    if let stateDir {
      return stateDir.hasPrefix("/") ? stateDir : "\(try currentDirectory())/\(stateDir)"
    }
    if let base = variable("XDG_STATE_HOME") { return base + "/mr" }
    if let home = variable("HOME") { return home + "/.local/state/mr" }
    throw MRError(
      .invalidArgument, "there is no home directory to keep the master's state in",
      remedy: "Name a directory with --state-dir.")
  }
}
