import ArgumentParser

struct PluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin",
    abstract: "Looks into plugins.",
    discussion: """
        mr plugin inspect wordcount
        mr plugin check ./libmine.so --input 'samples/*.txt'
      """,
    subcommands: [
      PluginInspectCommand.self, PluginCheckCommand.self, PluginFunctionCommand.self,
    ])
}
