import Certification

/// What `mr plugin check` found, for people line by line, for programs at the end.
struct CheckReport: Encodable {
  private var plugin: String
  private var failed = 0
  private var passed = 0
  private var skipped = 0
  private var checks: [Entry] = []

  private struct Entry: Encodable {
    var subject: String
    var check: String
    var outcome: String
    var text: String
    var remedy: String?
    var seconds: Double
  }

  init(plugin: String) { self.plugin = plugin }

  mutating func add(_ result: CheckResult) {
    let verdict = result.verdict
    switch verdict.outcome {
    case .ok: passed += 1
    case .failed: failed += 1
    case .skipped: skipped += 1
    }
    checks.append(
      Entry(
        subject: result.subject.description, check: result.check.rawValue,
        outcome: verdict.outcome.rawValue, text: verdict.text, remedy: verdict.remedy,
        seconds: (result.duration * 1000).rounded() / 1000))
  }

  /// The lines for a result. To be asked before the result is added: the first of a subject comes
  /// under a heading.
  func lines(for result: CheckResult) -> String {
    let verdict = result.verdict
    var lines: [String] = []
    if checks.last?.subject != result.subject.description {
      if !checks.isEmpty { lines.append("") }
      lines.append(result.subject.description)
    }
    let name = padded(result.check.rawValue, to: 14)
    lines.append("  \(padded(verdict.outcome.rawValue, to: 8)) \(name) \(verdict.text)")
    if verdict.outcome == .failed, let remedy = verdict.remedy {
      lines.append(String(repeating: " ", count: 26) + remedy)
    }
    return lines.map(terminalSafe).joined(separator: "\n")
  }

  var summary: String {
    "\n\(passed) passed, \(failed) failed, \(skipped) skipped: \(terminalSafe(plugin))"
  }
}
