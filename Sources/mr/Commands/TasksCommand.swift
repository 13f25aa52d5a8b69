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
      """)

  @Argument(help: "The job.")
  var job: JobID

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
    let contact = try master.contact()
    try await interruptible {
      let attempts = try await MasterClient.connected(to: contact) { client in
        var history = AttemptHistory(slowest: slowest)
        try await client.attempts(of: job) { history.add($0) }
        return history.attempts
      }
      if json {
        try JSON.print(attempts.map(AttemptView.init))
      } else {
        try Console.print(attempts.table)
      }
    }
  }
}
