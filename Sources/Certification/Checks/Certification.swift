internal import Glibc
internal import Model
package import Planning
package import PluginHost

/// Certifies a plugin: one check after the other, each in a child process with limits. Blocks.
package struct Certification: Sendable {
  private let request: CertificationRequest
  private let description: PluginDescription
  private let child: PluginChild
  private let limits: ChildLimits

  /// - Parameters:
  ///   - description: of the plugin.
  ///   - limits: of each check.
  package init(
    _ request: CertificationRequest, of description: PluginDescription, child: PluginChild = .own,
    limits: ChildLimits
  ) {
    self.request = request
    self.description = description
    self.child = child
    self.limits = limits
  }

  /// - Parameter report: is given each result as soon as it is there.
  /// - Returns: whether nothing failed.
  /// - Throws: what `report` throws, and `internal` if no child can be started; otherwise what goes wrong
  ///   is a result.
  package func run(_ report: (CheckResult) throws -> Void) throws -> Bool {
    let load = try result(.load, .plugin)
    try report(load)
    guard load.verdict.outcome == .ok else { return false }
    let symbols = try result(.symbols, .plugin)
    try report(symbols)
    var failed: [CheckSubject: Set<Check>] =
      symbols.verdict.outcome == .failed ? [.plugin: [.symbols]] : [:]
    for (check, subject) in checks {
      let result: CheckResult
      if let ground = check.ground, failed[subject]?.contains(ground) == true {
        result = CheckResult(
          subject: subject, check: check,
          verdict: .skipped("it needs \(ground.rawValue), which failed"), duration: 0)
      } else if check.isRepeated {
        result = try repeated(check, subject)
      } else {
        result = try self.result(check, subject)
      }
      if result.verdict.outcome == .failed { failed[subject, default: []].insert(check) }
      try report(result)
    }
    return failed.isEmpty
  }

  private var checks: [(Check, CheckSubject)] {
    // Who names a job wants to know about that.
    let jobs = request.job.map { [$0] } ?? description.jobs.map(\.name)
    let formats = request.job == nil ? description.formats.map(\.name) : []
    return jobs.flatMap { job in Check.ofJobs.map { ($0, .job(job)) } }
      + formats.flatMap { format in Check.ofFormats.map { ($0, .format(format)) } }
  }

  private func result(_ check: Check, _ subject: CheckSubject) throws(MRError) -> CheckResult {
    let start = monotonicTime()
    let order = CheckRequest(check: check, subject: subject, request: request)
    let verdict: Verdict =
      switch try child.answer(to: order, limits: limits) {
      case .done(let verdict): verdict
      case .refused(let error): .failed(error)
      case .silent(let silence):
        .failed(
          (silence.tried ?? "starting") + ": the plugin \(silence)",
          remedy: Self.remedy(check, silence))
      }
    return CheckResult(
      subject: subject, check: check, verdict: verdict,
      duration: Double(monotonicTime() - start) / 1e9)
  }

  /// In two processes, the second at another second of the clock: what depends on the process or on
  /// the time shows.
  private func repeated(_ check: Check, _ subject: CheckSubject) throws(MRError) -> CheckResult {
    let start = monotonicTime()
    var first = try result(check, subject)
    guard first.verdict.outcome == .ok, let fingerprint = first.verdict.fingerprint else {
      return first
    }
    let elapsed = monotonicTime() - start
    if elapsed < 1_100_000_000 { usleep(UInt32((1_100_000_000 - elapsed) / 1000)) }
    let second = try result(check, subject)
    if second.verdict.outcome != .ok {
      first = second
    } else if second.verdict.fingerprint != fingerprint {
      first.verdict = .failed(
        "two processes came to different results for the same records",
        remedy: check == .partition ? PartitionCheck.remedy : DeterminismCheck.remedy)
    }
    first.duration = Double(monotonicTime() - start) / 1e9
    return first
  }

  private static func remedy(_ check: Check, _ silence: ChildSilence) -> String {
    switch check {
    case .cancellation where silence.isTimedOut:
      "Ask task->host->cancelled(task) now and then in long loops, and return MR_CANCELLED."
    case .load:
      "Look at its constructors and mr_plugin_entry, which are to do no work."
    default:
      "Run it under a debugger: gdb --args mr run --sequential --plugin … --input … --output …"
    }
  }
}
