import ArgumentParser
import Model
import Protocol

struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Cancels a job.",
    discussion: """
      Returns at once; `mr wait` tells when it has ended. Jobs that have ended stay as they are.

        mr cancel j1
      """)

  @Argument(help: "The job.")
  var job: JobID

  @OptionGroup var master: MasterOption

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let status = try await MasterClient.connected(to: contact) { try await $0.cancel(job) }
      try Console.print(
        status.phase.isEnd ? "\(status.jobID) \(status.phase.name)" : "\(status.jobID) cancelling")
    }
  }
}
