import ArgumentParser
import Model

struct TokenCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Makes a token, and prints a connection file that shows it.",
    discussion: """
      Whoever has the file can call the master with it: --master FILE. The token is told only now.

        mr token create alice --role submit > alice.json

      Roles: 'read' looks at clusters, jobs and logs; 'submit' submits jobs and cancels its own, \
      too; 'join' adds workers to clusters and nothing else; 'admin' may do everything.
      """)

  @Argument(help: ArgumentHelp("What the token is called.", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("What its holder may do.", valueName: "role"))
  var role = AccessRole.submit

  @OptionGroup var master: MasterOption

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let text = try await MasterClient.connected(to: contact) {
        try await $0.createToken(name, role)
      }
      try Console.print(text)
    }
  }
}

extension AccessRole: ExpressibleByArgument {}
