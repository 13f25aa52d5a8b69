import ArgumentParser
import Model
import Protocol

struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Puts a job into a cluster's queue and prints its id.",
    discussion: """
      What to run is said by flags, by a spec file, or by both; flags win. A spec file is YAML, \
      with the flags' names as keys ('param' holds a mapping). Relative paths are relative to the \
      current directory.

        mr submit --cluster c1 --plugin wordcount --format pdf --follow \\
            --input 'data/books/{category}/{book}.pdf' --output counts
        mr submit --cluster c1 --spec job.yaml
      """)

  @Option(help: ArgumentHelp("The cluster that is to run the job.", valueName: "id"))
  var cluster: ClusterID

  @OptionGroup(title: "Job") var job: JobOptions

  @Option(
    help: ArgumentHelp(
      "Number of partitions of the output, 1 to 65536. (default: the cluster's reducers)",
      valueName: "n"))
  var reducers: Int?

  @Flag(
    help: """
      Run it in sandboxes only: a master that was not started with --sandbox refuses it. One that was runs all \
      jobs so.
      """)
  var sandbox = false

  @Option(help: ArgumentHelp("A spec file.", valueName: "job.yaml"), completion: .file())
  var spec: String?

  @Flag(help: "Show progress and log lines until the job has ended. Ctrl-C leaves it running.")
  var follow = false

  @Flag(help: "Show no progress and no summary, only the job's id.")
  var quiet = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var master: MasterOption

  func validate() throws {
    try checkCount(reducers, "--reducers", atMost: WireLimits.partitions)
    if spec == nil, let missing = job.request().missing {
      throw ValidationError("Missing '--\(missing)', or '--spec'.")
    }
  }

  func run() async throws {
    let contact = try master.contact()
    let spec = try jobSpec()
    let followed = CancellableJob()
    try await interruptible(onFirst: { await followed.cancel() }) {
      try await MasterClient.connected(to: contact) { client in
        let id = try await client.submit(spec, to: cluster)
        if follow {
          followed.started {
            Console.note(
              "job \(id) goes on: `mr wait \(id)` waits for it, `mr cancel \(id)` ends it")
            return false
          }
          if !quiet { Console.note("job \(id)") }
          try await JobFollower(client: client, isQuiet: quiet, isJSON: json).follow(id)
        } else if json {
          try JSON.print(["job": id.description])
        } else {
          try Console.print(id.description)
        }
      }
    }
  }

  private func jobSpec() throws -> JobSpec {
    var request = JobRequest()
    if let spec { request = try JobRequest(yaml: SpecFile.read(spec), file: spec) }
    request = job.request(over: request)
    request.reducers = reducers ?? request.reducers
    request.sandbox = sandbox || request.sandbox
    return try request.spec(relativeTo: currentDirectory())
  }
}
