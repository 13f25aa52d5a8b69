import ArgumentParser
import Model
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

  @Flag(help: ArgumentHelp("Answer a master.", visibility: .hidden))
  var answer = false

  func run() throws {
    if answer { try ChildAnswer.give(describe) }
    Console.keepFromPlugins()
    let functions = try describe()
    if json {
      try JSON.print(functions)
    } else {
      let lines = functions.flatMap { ["\($0.prototype);", "  in \($0.path)"] }
      try Console.print(lines.map(terminalSafe).joined(separator: "\n"))
    }
  }

  private func describe() throws(MRError) -> [FunctionDescription] {
    var functions: [FunctionDescription] = []
    for signature in signatures {
      functions.append(try FunctionDescription(FunctionSignature(signature)))
    }
    return functions
  }
}
