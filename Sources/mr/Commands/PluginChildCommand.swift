import ArgumentParser
import Certification

/// What `mr plugin inspect` and `mr plugin check` start: the process in which a plugin may do what it
/// likes.
struct PluginChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "child", abstract: "Does one thing with a plugin.", shouldDisplay: false)

  /// This very program, whatever became of its file meanwhile.
  static let child = ChildRun(executable: "/proc/self/exe", arguments: ["plugin", "child"])

  @Argument(help: "What to do, in JSON.")
  var request: String

  func run() throws { try ChildMain.run(request) }
}
