import ArgumentParser
import Model
import Protocol

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how a job stands.",
    discussion: """
        mr status j1 --json
        mr status last
      """)

  @Argument(help: JobName.help)
  var job: JobName

  @OptionGroup var master: MasterOption

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    switch try await job.found() {
    case .run(let run): try show(run.job)
    case .job(let id):
      let contact = try master.contact()
      try await interruptible {
        try show(try await MasterClient.connected(to: contact) { try await $0.job(id) })
      }
    }
  }

  private func show(_ status: WireJobStatus) throws {
    if json {
      try JSON.print(JobView(status))
    } else {
      try Console.print(status.details)
    }
  }
}
