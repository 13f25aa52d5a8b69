import ArgumentParser
import Model
import Protocol

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says where a job's time went, what failed, and what to change.",
    discussion: """
        mr explain j1
        mr explain last
      """)

  @Argument(help: JobName.help)
  var job: JobName

  @OptionGroup var master: MasterOption

  func run() async throws {
    switch try await job.found() {
    case .run(let run): try explain(run.job, run.record.attempts)
    case .job(let id):
      let contact = try master.contact()
      try await interruptible {
        let (status, attempts) = try await MasterClient.connected(to: contact) { client in
          var history = AttemptHistory(slowest: nil)
          try await client.attempts(of: id) { history.add($0) }
          return (try await client.job(id), history.attempts)
        }
        try explain(status, attempts)
      }
    }
  }

  private func explain(_ status: WireJobStatus, _ attempts: [WireAttemptStatus]) throws {
    try Console.print(JobExplanation(status, attempts).sentences.joined(separator: "\n"))
  }
}
