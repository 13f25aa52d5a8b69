internal import Glibc
internal import Model
internal import PluginHost

/// Certifies a plugin: one check after the other, each in a child process with limits. Blocks.
package struct Certification {
  private let request: CertificationRequest
  private let child: ChildRun
  private let limits: ChildLimits

  /// - Parameter limits: of each check.
  package init(_ request: CertificationRequest, child: ChildRun, limits: ChildLimits) {
    self.request = request
    self.child = child
    self.limits = limits
  }

  /// - Parameter report: is given each result as soon as it is there.
  /// - Returns: whether nothing failed.
  /// - Throws: `notFound` if the plugin has no such job; otherwise what goes wrong is a result.
  package func run(_ report: (CheckResult) throws -> Void) throws -> Bool {
    let load = try result(.load, .plugin)
    try report(load)
    guard load.verdict.outcome == .ok else { return false }
    let symbols = try result(.symbols, .plugin)
    try report(symbols)
    var failed: [CheckSubject: Set<Check>] =
      symbols.verdict.outcome == .failed ? [.plugin: [.symbols]] : [:]
    for (check, subject) in try checks(Inspector(child: child).describe(request.plugin)) {
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

  private func checks(_ plugin: PluginDescription) throws(MRError) -> [(Check, CheckSubject)] {
    var jobs = plugin.jobs.map(\.name)
    var formats = plugin.formats.map(\.name)
    if let job = request.job {
      guard jobs.contains(job) else {
        throw MRError(
          .notFound, "plugin \"\(plugin.name)\" has no job \"\(printable(job.utf8))\"",
          remedy: jobs.isEmpty ? nil : "It has: \(jobs.joined(separator: ", ")).")
      }
      jobs = [job]
      formats = []
    }
    return jobs.flatMap { job in Check.ofJobs.map { ($0, .job(job)) } }
      + formats.flatMap { format in Check.ofFormats.map { ($0, .format(format)) } }
  }

  private func result(_ check: Check, _ subject: CheckSubject) throws(MRError) -> CheckResult {
    let start = monotonicTime()
    let ended = try child.run(.check(check, subject, request), limits: limits)
    let verdict: Verdict
    if case .verdict(let answer) = ended.answer {
      verdict = answer
    } else {
      verdict = .failed(
        (ended.tried ?? "starting") + ": the plugin \(ended.crash ?? "said nothing")"
          + (ended.printed.isEmpty ? "" : "; it printed: \(ended.printed)"),
        remedy: Self.remedy(check, ended))
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

  private static func remedy(_ check: Check, _ ended: ChildRun.Ended) -> String {
    switch check {
    case .cancellation where ended.isTimedOut:
      "Ask task->host->cancelled(task) now and then in long loops, and return MR_CANCELLED."
    case .load:
      "Look at its constructors and mr_plugin_entry, which are to do no work."
    default:
      "Run it under a debugger: gdb --args mr run --sequential --plugin … --input … --output …"
    }
  }
}
