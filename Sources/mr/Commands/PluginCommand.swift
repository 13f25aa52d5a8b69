import ArgumentParser

struct PluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin",
    abstract: "Looks into plugins.",
    discussion: "  mr plugin inspect wordcount",
    subcommands: [PluginInspectCommand.self])
}
