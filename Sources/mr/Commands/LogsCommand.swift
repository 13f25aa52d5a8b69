import ArgumentParser
import Model
import Protocol
import Synchronization

struct LogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Prints a job's log.",
    discussion: """
      The job's log says what the master and the workers do; the user's log is what the plugin \
      writes.

        mr logs j1 --user --follow
      """)

  @Argument(help: "The job.")
  var job: JobID

  @Flag(help: "The user's log instead of the job's.")
  var user = false

  @Flag(help: "Go on until the job has ended.")
  var follow = false

  @OptionGroup var master: MasterOption

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      try await MasterClient.connected(to: contact) { client in
        // The log is visible text already, if the master is one that can be trusted.
        let lines = Mutex(VisibleLines())
        try await client.readLog(job, user ? .user : .job, follow: follow) { piece in
          try Console.write(lines.withLock { $0.add(piece) })
        }
        try Console.write(lines.withLock { $0.finish() })
      }
    }
  }
}
