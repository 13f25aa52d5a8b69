import ArgumentParser
import Model
import PluginHost

/// What a master runs to learn what a plugin offers.
struct PluginDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Loads a plugin and describes it.", shouldDisplay: false)

  @Argument var plugin: String
  @Option var copy: String?

  func run() throws {
    try ChildAnswer.give { () throws(MRError) in
      try Plugin.load(path: plugin, copy: copy).description
    }
  }
}
