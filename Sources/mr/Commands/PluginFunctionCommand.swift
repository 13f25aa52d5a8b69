import ArgumentParser
import Planning
import PluginHost

struct PluginFunctionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "function",
    abstract: "Looks up plain C functions by their signatures.",
    discussion: """
      Shows the library that a function was found in, and how a job would call it. Loads the \
      library into this process, which runs its static constructors.

        mr plugin function 'libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64'
      """)

  @Argument(help: "Signatures. docs/functions.md has the grammar.")
  var signatures: [String]

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    Console.keepFromPlugins()
    let functions = try FunctionsRequest(signatures: signatures).answer()
    if json {
      try JSON.print(functions)
    } else {
      let lines = functions.flatMap { ["\($0.prototype);", "  in \($0.path)"] }
      try Console.print(lines.map(terminalSafe).joined(separator: "\n"))
    }
  }
}
