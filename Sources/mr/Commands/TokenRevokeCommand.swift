import ArgumentParser

struct TokenRevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Has a token let nobody in any more.",
    discussion: "  mr token revoke alice")

  @Argument(help: ArgumentHelp("What the token is called.", valueName: "name"))
  var name: String

  @OptionGroup var master: MasterOption

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      try await MasterClient.connected(to: contact) { try await $0.revokeToken(name) }
    }
  }
}
