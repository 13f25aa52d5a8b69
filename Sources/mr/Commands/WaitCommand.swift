import ArgumentParser
import Model
import Protocol

struct WaitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Waits until a job has ended.",
    discussion: """
      Prints its summary. The exit status is 0 only if the job succeeded, and 3 if something of its input is missing in \
      the result.

        mr wait j1 && cat counts/part-r-*
      """)

  @Argument(help: "The job.")
  var job: JobID

  @OptionGroup var master: MasterOption

  @Flag(help: "Print no summary.")
  var quiet = false

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      try await MasterClient.connected(to: contact) { client in
        let status = try await client.wait(for: job)
        try JobFollower(client: client, isQuiet: quiet, isJSON: json).report(status)
      }
    }
  }
}
