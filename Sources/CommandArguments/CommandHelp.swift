package import ArgumentParser
import FoundationEssentials

/// What a command understands, as ArgumentParser describes it.
package struct CommandHelp: Decodable, Sendable {
  package struct Argument: Decodable, Sendable {
    package var kind: String
    package var isRepeating: Bool
    package var names: [Name]?
    package var preferredName: Name?
  }

  package struct Name: Decodable, Sendable {
    package var kind: String
    package var name: String
    /// As it is written on the command line.
    package var written: String { (kind == "long" ? "--" : "-") + name }
  }

  package var commandName: String
  package var arguments: [Argument]?
  package var subcommands: [CommandHelp]?

  package static func of(_ command: any ParsableArguments.Type) throws -> CommandHelp {
    struct Dump: Decodable { var command: CommandHelp }
    return try JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8)).command
  }
}
