import ArgumentParser
import Model
import Protocol

struct ClusterListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the clusters of a master, stopped ones too.",
    discussion: "  mr cluster list --json")

  @OptionGroup var master: MasterOption

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let clusters = try await MasterClient.connected(to: contact) { try await $0.clusters() }
      if json {
        try JSON.print(clusters.map(ClusterView.init))
      } else {
        var table = Table("CLUSTER", "STATE", "#MAPPERS", "#REDUCERS", "#JOBS", "CREATED", "ERROR")
        table.rows = clusters.map {
          [
            $0.clusterID, $0.state.name, "\($0.numMappers)", "\($0.numReducers)",
            "\($0.jobIds.count)", Timestamp.local($0.createdMs),
            $0.hasError ? terminalSafe(MRError($0.error).message) : "",
          ]
        }
        try Console.print(table.text)
      }
    }
  }
}
