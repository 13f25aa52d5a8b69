import ArgumentParser
import Model
import Protocol

struct TokenListCommand: AsyncParsableCommand {
  /// A token as `--json` shows it. Field names are part of the interface.
  private struct View: Encodable {
    var name: String
    var role: String
    var created: String?
    var revoked: String?
  }

  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the tokens that were made, revoked ones too, oldest first.")

  @OptionGroup var master: MasterOption

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let tokens = try await MasterClient.connected(to: contact) { try await $0.tokens() }
      if json {
        try JSON.print(
          tokens.map {
            View(
              name: $0.name, role: $0.role, created: Timestamp.utc($0.createdMs),
              revoked: Timestamp.utc($0.revokedMs))
          })
      } else {
        var table = Table("TOKEN", "ROLE", "CREATED", "REVOKED")
        table.rows = tokens.map {
          [
            terminalSafe($0.name), $0.role, Timestamp.local($0.createdMs),
            Timestamp.local($0.revokedMs),
          ]
        }
        try Console.print(table.text)
      }
    }
  }
}
