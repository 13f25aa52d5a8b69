import ArgumentParser
import Model
import Threading

struct CatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Prints the records of a result.",
    discussion: """
      All parts, one after the other: a line a record, the key, a tab and the value. Numbers are sorted by \
      what they say, before texts. A result that lacks what its job has set aside is printed, with status 3; one \
      that is unfinished is not.

        mr cat counts
        mr cat counts --top 10
        mr cat counts --sort value --csv > counts.csv
      """)

  @Argument(help: ArgumentHelp("The output directory of a job.", valueName: "output"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Only so many records, those with the largest values, the largest first.",
      valueName: "number"))
  var top: Int?

  @Option(help: ArgumentHelp("Ascending by key or value.", valueName: "key|value"))
  var sort: ResultOrder.Field?

  @Flag(help: "A JSON object a line, with key and value.")
  var json = false

  @Flag(help: "Comma-separated, with a heading.")
  var csv = false

  func validate() throws {
    if let top, top < 1 {
      throw ValidationError("'--top' is \(top), but has to be at least 1.")
    }
    if json, csv { throw ValidationError("'--json' and '--csv' do not go together.") }
  }

  func run() async throws {
    let form: ResultForm = json ? .json : csv ? .csv : .text
    let (output, top, sort) = (output, top, sort)
    let isIncomplete = try await BlockingThread.run { () throws -> Bool in
      let parts = try ResultParts(of: output)
      let printer = ResultPrinter(form)
      if top == nil, sort == nil {
        try printer.print(linesOf: parts)
      } else {
        try printer.print(ResultOrder(field: sort, top: top).records(of: parts))
      }
      return parts.isIncomplete
    }
    guard isIncomplete else { return }
    Console.note(
      "the result is incomplete: \(printable(output.utf8))/\(ResultMark.bad) says what it lacks")
    throw ExitCode.incomplete
  }
}
