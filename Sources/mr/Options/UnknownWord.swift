import CommandArguments
import Model

/// The first word of a command line that nobody knows. ArgumentParser says what is missing before what is too
/// much, and a misspelled option is both.
struct UnknownWord {
  /// What is said about it: `Unknown option '--plugn'. Did you mean '--plugin'?`
  let text: String
  /// The command that it was said to: `mr run`.
  let command: String

  /// - Parameters:
  ///   - words: Without the program's name.
  ///   - root: The program.
  /// - Returns: nil if all are known, or somebody asks for help.
  init?(in words: [String], of root: CommandHelp) {
    var command = root
    var path = [root.commandName]
    var rest = words[...]
    while let word = rest.popFirst(), word != "--" {
      if word.hasPrefix("--") {
        let name = String(word.prefix { $0 != "=" })
        if Self.help.contains(name) { return nil }
        guard let option = command.option(name) else {
          text = Self.text("Unknown option '\(name)'", name, command.optionNames, "")
          self.command = path.joined(separator: " ")
          return
        }
        // Its value is whatever it is.
        if option.kind == "option", !word.contains("=") { rest = rest.dropFirst() }
      } else if !word.hasPrefix("-"), let subcommands = command.subcommands, !subcommands.isEmpty {
        if word == "help" { return nil }
        guard let next = subcommands.first(where: { $0.commandName == word }) else {
          let prefix = path.joined(separator: " ") + " "
          text = Self.text(
            "There is no command '\(prefix)\(word)'", word, subcommands.map(\.commandName), prefix)
          self.command = path.joined(separator: " ")
          return
        }
        command = next
        path.append(word)
      }
    }
    return nil
  }

  private static let help: Set<String> = [
    "--help", "--version", "--help-hidden", "--generate-completion-script",
    "--experimental-dump-help",
  ]

  private static func text(_ what: String, _ word: String, _ names: [String], _ prefix: String)
    -> String
  {
    what + "." + (nearestName(to: word, in: names).map { " Did you mean '\(prefix)\($0)'?" } ?? "")
  }
}

extension CommandHelp {
  fileprivate func option(_ name: String) -> Argument? {
    arguments?.first { $0.names?.contains { $0.written == name } ?? false }
  }

  fileprivate var optionNames: [String] {
    (arguments ?? []).compactMap { $0.preferredName?.written }.filter { $0.hasPrefix("--") }
  }
}
