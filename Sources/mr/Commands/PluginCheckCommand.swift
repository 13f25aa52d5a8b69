import ArgumentParser
import Certification
import Model
import PluginHost

struct PluginCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Looks for defects in a plugin before its users do.",
    discussion: """
      Runs its functions on the sample and on odd records, twice, in random portions and orders, \
      and while they are cancelled. Each check has a process of its own, with limits.

        mr plugin check ./libmine.so
        mr plugin check ./libmine.so --input 'samples/*.txt' --param by=author
        mr plugin check pdf --input 'manuals/*.pdf'

      Exit status 0 only if nothing failed.
      """)

  @Argument(help: "A bundled plugin's name, or a path that has a slash.")
  var plugin: String

  @Option(
    help: ArgumentHelp("One of the plugin's jobs. (default: all that it has)", valueName: "name"))
  var job: String?

  @Option(
    help: ArgumentHelp(
      "Files to map, as a layout. (default: a text of our own)", valueName: "layout"))
  var input: String?

  @Option(
    help: ArgumentHelp(
      """
      How files become records: text (lines), text! (lines, whatever the files are), whole (files), \
      or the name of an input format. (default: what the job names; the plugin's own if it has no \
      jobs; otherwise pdf or text, by the layout's end and the first file)
      """, valueName: "format"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "A parameter of the plugin. May be given several times.", valueName: "name=value"))
  var param: [Parameter] = []

  @Option(help: ArgumentHelp("Time for each check.", valueName: "seconds"))
  var timeout = 30

  @Option(help: ArgumentHelp("Memory for each check.", valueName: "MB"))
  var memory = 2048

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...86400).contains(timeout) else {
      throw ValidationError("'--timeout' is a number of seconds from 1 to 86400.")
    }
    guard (64...1 << 20).contains(memory) else {
      throw ValidationError("'--memory' is a number of megabytes from 64 to 1048576.")
    }
  }

  func run() throws {
    let path = try PluginLocator.standard().locate(plugin)
    let request = try CheckPlan(
      path: path, job: job, input: input, format: format,
      parameters: Dictionary(param.map { ($0.name, $0.value) }) { $1 }
    ).request()
    let certification = Certification(
      request, child: PluginChildCommand.child,
      limits: ChildLimits(seconds: timeout, memory: memory))
    var report = CheckReport(plugin: path)
    let isFine = try certification.run { result in
      if !json { try Console.print(report.lines(for: result)) }
      report.add(result)
    }
    try json ? JSON.print(report) : Console.print(report.summary)
    if !isFine { throw ExitCode(1) }
  }
}
