import ArgumentParser
import Model
import PluginHost

/// `--env`: variables of the environment that plugins see beside the usual ones.
struct EnvironmentOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A variable of the environment that plugins see, beside those that they always see \
      (docs/command-line.md lists them). May be given several times.
      """, valueName: "name[=value]"))
  var env: [String] = []

  /// Makes it so, for this process and those that it starts.
  func apply() throws(MRError) {
    for text in env { try PluginEnvironment.add(text) }
  }
}
