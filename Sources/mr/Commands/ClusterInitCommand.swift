import ArgumentParser
import Protocol

struct ClusterInitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Starts a cluster and prints its id.",
    discussion: """
      Returns when the workers have registered.

        mr cluster init --mappers 4 --reducers 2
      """)

  @OptionGroup var workers: WorkerCounts
  @OptionGroup var master: MasterOption

  @Flag(help: "Print the cluster as JSON.")
  var json = false

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let cluster = try await MasterClient.connected(to: contact) {
        try await $0.initCluster(mappers: workers.mappers, reducers: workers.reducers)
      }
      if json {
        try JSON.print(ClusterView(cluster))
      } else {
        try Console.print(cluster.clusterID)
      }
    }
  }
}
