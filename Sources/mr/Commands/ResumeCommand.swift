import ArgumentParser
import Master
import Model
import Output
import Protocol

struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on from an incomplete result, and completes it.",
    discussion: """
      Runs the map tasks again that something is missing of, takes over what the others left, and puts the \
      complete result in the place of the incomplete one. Until then that stays as it is.

        mr resume counts
        mr resume counts --plugin ./fixed.so
        mr resume j5
      """)

  @Argument(
    help: ArgumentHelp(
      "The output directory of an incomplete job, or the id of a job of a master.",
      valueName: "output|job"), completion: .directory)
  var target: String

  @Option(
    help: ArgumentHelp(
      "The mended plugin: a bundled one's name, or a path that has a slash.",
      valueName: "name|path.so"), completion: .file())
  var plugin: String?

  @Flag(help: "If the plugin is another, run all map tasks anew.")
  var all = false

  @OptionGroup var badInput: BadInputOptions

  @OptionGroup(title: "Workers") var workers: WorkerCounts
  @OptionGroup(title: "Workers") var memory: WorkerMemoryOption
  @OptionGroup(title: "Workers") var environment: EnvironmentOption
  @OptionGroup(title: "Workers") var sandbox: SandboxOption
  @OptionGroup(title: "Store") var store: StoreOptions

  @Flag(help: "Show no progress and no summary.")
  var quiet = false

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  @Flag(help: "Remember nothing of the job for `mr history`.")
  var noHistory = false

  @OptionGroup var master: MasterOption

  func run() async throws {
    if !target.contains("/"), let job = JobID(argument: target) {
      try await onCluster(of: job)
    } else {
      try await alone()
    }
  }

  /// On the cluster that the job ran on.
  private func onCluster(of job: JobID) async throws {
    let contact = try master.contact()
    try await interruptible {
      try await MasterClient.connected(to: contact) { client in
        let status = try await client.job(job)
        let resumption = try resumption(of: status.spec.output)
        let id = try await client.submit(
          resumption.spec, to: ClusterID(wire: status.clusterID))
        if !quiet { Console.note("job \(id)") }
        try await replacing(resumption) { try await follower(client, resumption).follow(id) }
      }
    }
  }

  private func alone() async throws {
    try environment.apply()
    let resumption = try resumption(of: target)
    let run = PrivateRun(
      workers: workers, memory: memory, store: try store.choice(),
      keeper: noHistory ? nil : .standard())
    try await replacing(resumption) {
      try await run.run(resumption.spec) { follower($0, resumption) }
    }
  }

  private func follower(_ client: MasterClient, _ resumption: Resumption) -> JobFollower {
    JobFollower(client: client, isQuiet: quiet, isJSON: json, output: resumption.output)
  }

  /// Puts the result in its place once it is there, be it as incomplete as the one before.
  private func replacing(_ resumption: Resumption, _ run: () async throws -> Void) async throws {
    do {
      try await run()
    } catch let code as ExitCode where code == .incomplete {
      try resumption.replace()
      throw code
    }
    try resumption.replace()
  }

  private func resumption(of output: String) throws(MRError) -> Resumption {
    var resumption = try Resumption(of: output, relativeTo: currentDirectory())
    if let plugin {
      resumption.spec.plugin =
        plugin.contains("/") ? absolute(plugin, in: try currentDirectory()) : plugin
    }
    resumption.spec.former?.onlySameCode = all
    resumption.spec.sandbox = resumption.spec.sandbox || sandbox.sandbox
    resumption.spec.badInput = badInput.policy(over: resumption.spec.badInput)
    return resumption
  }
}
