import ArgumentParser
import Certification
import Model
import Planning
import PluginHost
import Threading

struct PluginCheckCommand: AsyncParsableCommand {
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
      jobs; otherwise pdf or text, by what the files are)
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

  func run() async throws {
    let path = try PluginLocator.standard().locate(plugin)
    let limits = ChildLimits(time: .seconds(timeout), memory: memory, sandbox: .always)
    // Files are checked where they lie.
    let planner = Planner(ChildDoor(loading: limits), directory: nil)
    defer { planner.end() }
    let opened = await Self.open(plugin, planner)
    if case .failure(let error) = opened, error.code == .plugin {
      return try end(Self.refused(path, error, isJSON: json), isFine: false)
    }
    let own = try opened.get()
    let spec = CheckSpec(
      job: job, input: input, format: format,
      parameters: Dictionary(param.map { ($0.name, $0.value) }) { $1 })
    let request = CertificationRequest(own, spec, try await planner.plan(spec, of: own))
    let certification = Certification(request, of: own.description, limits: limits)
    let (report, isFine) = try await BlockingThread.run { [json] in
      var report = CheckReport(plugin: path)
      let isFine = try certification.run { try report.show($0, isJSON: json) }
      return (report, isFine)
    }
    try end(report, isFine: isFine)
  }

  private static func open(_ plugin: String, _ planner: Planner) async -> Result<
    OpenPlugin, MRError
  > {
    do throws(MRError) { return .success(try await planner.open(plugin)) } catch {
      return .failure(error)
    }
  }

  /// The report on a plugin that does not load: there is nothing else to check.
  private static func refused(_ path: String, _ error: MRError, isJSON: Bool) throws -> CheckReport
  {
    var report = CheckReport(plugin: path)
    let result = CheckResult(
      subject: .plugin, check: .load, verdict: .failed(error), duration: 0)
    try report.show(result, isJSON: isJSON)
    return report
  }

  private func end(_ report: CheckReport, isFine: Bool) throws {
    try json ? JSON.print(report) : Console.print(report.summary)
    if !isFine { throw ExitCode(1) }
  }
}

extension CheckReport {
  /// Prints a result as soon as it is there, unless all of them are printed at the end.
  fileprivate mutating func show(_ result: CheckResult, isJSON: Bool) throws {
    if !isJSON { try Console.print(lines(for: result)) }
    add(result)
  }
}
