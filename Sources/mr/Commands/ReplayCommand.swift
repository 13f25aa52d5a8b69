import ArgumentParser
import Foundation
import Model
import Output

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Runs one record again that a job has set aside.",
    discussion: """
      In this process, with what it emits on standard output: a record that killed a worker kills this \
      command. With --gdb it stops right before the plugin's function is called.

        mr replay counts/_BAD/capsule-0001.json
        mr replay --gdb --plugin ./fixed.so counts/_BAD/capsule-0001.json
      """)

  @Argument(
    help: ArgumentHelp(
      "A file of the directory _BAD of a job's output.", valueName: "capsule"),
    completion: .file())
  var capsule: String

  @Option(
    help: ArgumentHelp(
      "The plugin, or library of functions, in the place of the one that the job ran with.",
      valueName: "path.so"), completion: .file())
  var plugin: String?

  @Flag(help: "Run it under gdb.")
  var gdb = false

  @Option(help: ArgumentHelp("", visibility: .private))
  var stopScript: String?

  func run() async throws {
    let capsule = try Capsule(contentsOf: capsule)
    if gdb { try DebuggedReplay(capsule: self.capsule, plugin: plugin).exec() }
    let wasFound = try await runReplay(capsule, plugin: plugin, stopScript: stopScript)
    guard wasFound else {
      throw MRError(
        .input, "the record is not there any more", cause: "its file has become another",
        remedy: "Run the job again.")
    }
    Console.note("the plugin returned MR_OK")
  }
}
