import ArgumentParser
import Certification
import Model
import Planning
import PluginHost
import Threading

struct PluginInspectCommand: AsyncParsableCommand {
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

  func run() async throws {
    let path = try PluginLocator.standard().locate(plugin)
    let content = try await BlockingThread.run { () throws(MRError) in
      try PluginContent(path: path)
    }
    let description: Result<PluginDescription, MRError>
    do throws(MRError) {
      description = .success(
        try await ChildDoor(loading: ChildLimits(time: .seconds(30), sandbox: .always)).describe(
          content.file()))
    } catch {
      description = .failure(error)
    }
    let isLoadable = if case .success = description { true } else { false }
    let library = await BlockingThread.run {
      // A file that is no library at all has nothing to report.
      try? content.withBytes { bytes in
        try Inspector().report(path: path, content: bytes, isLoadable: isLoadable)
      }
    }
    var view = PluginView(library: library, sha256: content.digest)
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
