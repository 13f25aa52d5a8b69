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
        mr logs last
      """)

  @Argument(help: JobName.help)
  var job: JobName

  @Flag(help: "The user's log instead of the job's.")
  var user = false

  @Flag(help: "Go on until the job has ended.")
  var follow = false

  @OptionGroup var master: MasterOption

  func run() async throws {
    let lines = Mutex(VisibleLines())
    let show = { @Sendable (piece: [UInt8]) in
      // The log is visible text already, if who wrote it is one that can be trusted.
      try Console.write(lines.withLock { $0.add(piece) })
    }
    let log = user ? WireLog.user : .job
    switch try await job.found() {
    case .run(let run): try run.readLog(log, show)
    case .job(let id):
      let contact = try master.contact()
      try await interruptible {
        try await MasterClient.connected(to: contact) { client in
          try await client.readLog(id, log, follow: follow, show)
        }
      }
    }
    try Console.write(lines.withLock { $0.finish() })
  }
}
