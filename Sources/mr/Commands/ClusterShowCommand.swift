import ArgumentParser
import Model
import Protocol

struct ClusterShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a cluster: its workers and its queue.",
    discussion: "  mr cluster show c1")

  @Argument(help: "The cluster.")
  var cluster: ClusterID

  @OptionGroup var master: MasterOption

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let status = try await MasterClient.connected(to: contact) { try await $0.cluster(cluster) }
      if json {
        try JSON.print(ClusterView(status))
      } else {
        try Console.print(status.text)
      }
    }
  }
}
