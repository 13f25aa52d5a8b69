import ArgumentParser
import Model
import PluginHost

struct PluginInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows the jobs and input formats of a plugin.",
    discussion: """
      Loads the plugin into this process, which runs its static constructors.

        mr plugin inspect ./libmine.so --json
      """)

  @Argument(help: "A bundled plugin's name, or a path that has a slash.")
  var plugin: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let path = try PluginLocator.standard().locate(plugin)
    let description = try Plugin.load(path: path).description
    if json {
      try JSON.print(description)
    } else {
      try Console.print(description.text)
    }
  }
}
