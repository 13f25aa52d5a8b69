import ArgumentParser
import Model
import Protocol

struct JobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "Lists jobs in the order of submission.",
    discussion: "  mr jobs --cluster c1")

  @Option(help: ArgumentHelp("Only this cluster's jobs. (default: all)", valueName: "id"))
  var cluster: ClusterID?

  @OptionGroup var master: MasterOption

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let jobs = try await MasterClient.connected(to: contact) { try await $0.jobs(of: cluster) }
      if json {
        try JSON.print(jobs.map(JobView.init))
      } else {
        var table = Table("JOB", "CLUSTER", "STATE", "SUBMITTED", "BY", "#TIME", "PLUGIN", "OUTPUT")
        table.rows = jobs.map {
          [
            $0.jobID, $0.clusterID, $0.phase.name, Timestamp.local($0.submittedMs),
            $0.submittedBy.isEmpty ? "-" : terminalSafe($0.submittedBy),
            $0.seconds.map(Units.duration) ?? "-", terminalSafe($0.spec.code),
            terminalSafe($0.spec.output),
          ]
        }
        try Console.print(table.text)
      }
    }
  }
}
