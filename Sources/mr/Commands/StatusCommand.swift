import ArgumentParser
import Model
import Protocol

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how a job stands.",
    discussion: "  mr status j1 --json")

  @Argument(help: "The job.")
  var job: JobID

  @OptionGroup var master: MasterOption

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let status = try await MasterClient.connected(to: contact) { try await $0.job(job) }
      if json {
        try JSON.print(JobView(status))
      } else {
        try Console.print(status.details)
      }
    }
  }
}
