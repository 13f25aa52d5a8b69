import Output
import ArgumentParser
import Execution
import Model
import Protocol

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs one job, from nothing to its output.",
    discussion: """
      Starts a private master, memcached and workers, runs the job with progress on the terminal, \
      prints a summary, and leaves nothing behind but the output, and what `mr history` shows.

        mr run --plugin wordcount --input 'data/books/{category}/{book}.pdf' \\
            --format pdf --output counts

      Ctrl-C cancels the job and cleans up.
      """)

  @OptionGroup(title: "Job") var job: JobOptions
  @OptionGroup(title: "Workers") var workers: WorkerCounts
  @OptionGroup(title: "Workers") var memory: WorkerMemoryOption
  @OptionGroup(title: "Workers") var environment: EnvironmentOption
  @OptionGroup(title: "Workers") var sandbox: SandboxOption
  @OptionGroup(title: "Store") var store: StoreOptions

  @Flag(help: "Run in one process, without memcached: to debug a plugin, or to compare results.")
  var sequential = false

  @Flag(help: "Show no progress and no summary.")
  var quiet = false

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  @Flag(help: "Remember nothing of the job for `mr history`.")
  var noHistory = false

  func validate() throws {
    if sequential, sandbox.sandbox {
      throw ValidationError("'--sandbox' is for worker processes, and '--sequential' has none.")
    }
    if let missing = job.request().missing { throw ValidationError("Missing '--\(missing)'.") }
    if sequential, job.reuse {
      throw ValidationError(
        "'--reuse' and '--sequential' do not go together: one process maps all.")
    }
  }

  func run() async throws {
    try environment.apply()
    var spec = try job.request().spec(relativeTo: currentDirectory())
    spec.sandbox = sandbox.sandbox
    if sequential {
      spec.reducers = workers.reducers
      try await runSequentially(spec)
    } else {
      let run = PrivateRun(
        workers: workers, memory: memory, store: try store.choice(),
        keeper: noHistory ? nil : .standard())
      try await run.run(spec) { JobFollower(client: $0, isQuiet: quiet, isJSON: json) }
    }
  }

  private func runSequentially(_ spec: JobSpec) async throws {
    let quiet = quiet
    let json = json
    let abandon = { SequentialRunner.abandon(OutputDirectory(path: spec.output)) }
    try await interruptible(onSecond: abandon) {
      let job = try await mr.runSequentially(spec)
      let summary = job.summary
      if json {
        try JSON.print(JobView(job))
      } else if !quiet {
        try Console.print(summary.text)
      } else {
        summary.tellQuietly()
      }
      if !summary.bad.isEmpty, !summary.bad.isAllowed { throw ExitCode.incomplete }
    }
  }
}
