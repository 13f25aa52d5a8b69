import ArgumentParser
import CommandArguments
import Glibc
import Model

/// The command line: `mr-new-job NAME`.
@main
struct NewJobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mr-new-job",
    abstract: "Writes the project of a new job for mr: source, sample, build and tests.",
    discussion: """
      From nothing to a job that runs:
        mr-new-job my-job --language cpp
        cd my-job
        make test
      """)

  @Argument(
    help: "The job's name: a letter, then letters, digits, - and _. It names the plugin as well.")
  var name: String?

  @Option(name: .shortAndLong, help: "The language to write it in.")
  var language = Language.c

  @Option(
    help: ArgumentHelp(
      "Where to write it. It must not exist, or be empty. (default: NAME)",
      valueName: "directory"))
  var directory: String?

  @Flag(help: "List the languages, and whether their compilers are there.")
  var list = false

  @Flag(help: "With --list: as JSON.")
  var json = false

  static func main() {
    do {
      let words = Array(ProcessArguments.words.dropFirst())
      var command = try parseAsRoot(words)
      try SingleOptions.check(words, of: type(of: command))
      try command.run()
    } catch {
      end(error)
    }
  }

  /// As `exit(withError:)`, whose texts quote what the command line says.
  private static func end(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    let text = visible(fullMessage(for: error), keepingLines: true)
    let bytes = Array((text + "\n").utf8)
    if !text.isEmpty {
      _ = write(code == .success ? STDOUT_FILENO : STDERR_FILENO, bytes, bytes.count)
    }
    Glibc.exit(code.rawValue)
  }

  func validate() throws {
    if list {
      guard name == nil else { throw ValidationError("--list takes no name.") }
    } else {
      guard !json else { throw ValidationError("--json goes with --list.") }
      guard name != nil else { throw ValidationError("Give the new job a name.") }
    }
  }

  func run() throws {
    guard !list, let name else { return try LanguageList().print(asJSON: json) }
    let jobName = try JobName(name, language: language)
    let installation = try Installation.find()
    let project = Project(
      name: jobName, language: language, directory: directory ?? name, installation: installation)
    try project.write()
    print(visible(project.nextSteps, keepingLines: true))
    if let missing = Tool.firstMissing(of: language.tools) { StandardError.note(missing.remark) }
  }
}
