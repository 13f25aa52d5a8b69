import ArgumentParser
import Certification
import Model
import PluginHost

struct PluginInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows what a plugin offers and what its file needs.",
    discussion: """
      Jobs and input formats, digest, language, the libraries it needs, and, if it does not load, \
      what is missing. The plugin is loaded in a process of its own.

        mr plugin inspect wordcount
        mr plugin inspect ./libmine.so --json

      Exit status 1 if mr would refuse the plugin.
      """)

  @Argument(help: "A bundled plugin's name, or a path that has a slash.")
  var plugin: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let path = try PluginLocator.standard().locate(plugin)
    let inspector = Inspector(child: PluginChildCommand.child)
    let content = try PluginContent(path: path)
    let description: Result<PluginDescription, MRError>
    do throws(MRError) {
      description = .success(try inspector.describe(path))
    } catch {
      description = .failure(error)
    }
    let isLoadable = if case .success = description { true } else { false }
    // A file that is no library at all has nothing to report.
    let library = try? content.withBytes { bytes in
      try inspector.report(path: path, content: bytes, isLoadable: isLoadable)
    }
    var view = PluginView(library: library, sha256: content.sha256)
    switch description {
    case .success(let description): view.description = description
    case .failure(let error): view.error = error
    }
    if json {
      try JSON.print(view)
    } else if !view.text.isEmpty {
      try Console.print(view.text)
    }
    if let error = view.error { throw error }
  }
}
