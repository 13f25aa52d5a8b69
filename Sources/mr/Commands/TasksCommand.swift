import ArgumentParser
import Model
import Protocol

struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "Lists the attempts at a job's tasks that have ended.",
    discussion: """
      When, where and how long each ran, how much of its task it worked on, how it ended and why. A \
      task that failed or was lost has several. The master keeps them for the last 100 jobs that ended.

        mr tasks j1 --slowest 10
        mr tasks last
      """)

  @Argument(help: JobName.help)
  var job: JobName

  @Option(
    help: ArgumentHelp(
      "Only so many, those that took longest. (default: all, by task)", valueName: "number"))
  var slowest: Int?

  @OptionGroup var master: MasterOption

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let slowest, slowest < 1 {
      throw ValidationError("'--slowest' is \(slowest), but has to be at least 1.")
    }
  }

  func run() async throws {
    switch try await job.found() {
    case .run(let run):
      var history = AttemptHistory(slowest: slowest)
      history.add(run.record.attempts)
      try show(history.attempts)
      if !run.record.listsAllAttempts {
        Console.note("only the first \(run.record.attempts.count) attempts are remembered")
      }
    case .job(let id):
      let contact = try master.contact()
      try await interruptible {
        let attempts = try await MasterClient.connected(to: contact) { client in
          var history = AttemptHistory(slowest: slowest)
          try await client.attempts(of: id) { history.add($0) }
          return history.attempts
        }
        try show(attempts)
      }
    }
  }

  private func show(_ attempts: [WireAttemptStatus]) throws {
    if json {
      try JSON.print(attempts.map(AttemptView.init))
    } else {
      try Console.print(attempts.table)
    }
  }
}
