import ArgumentParser
import Model
import Protocol

struct ClusterStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Stops a cluster: cancels its jobs and ends its workers.",
    discussion: """
      Returns when the workers are gone.

        mr cluster stop c1
      """)

  @Argument(help: "The cluster.")
  var cluster: ClusterID

  @OptionGroup var master: MasterOption

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let status = try await MasterClient.connected(to: contact) {
        try await $0.stopCluster(cluster)
      }
      try Console.print("\(status.clusterID) \(status.state.name)")
    }
  }
}
