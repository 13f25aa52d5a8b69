import ArgumentParser
import Model

/// What a job has set aside. As JSON the field names are part of the interface.
struct BadNotice: Encodable {
  var files = 0
  var records = 0
  var groups = 0
  /// How many of all these, by what is wrong with them; empty if that is not known any more.
  var kinds: [String: Int] = [:]
  /// The reason that was given first, of each kind.
  var reasons: [String: String] = [:]
  /// The result counts as complete all the same.
  var isAllowed = false

  /// Whether all that is set aside the plugin failed on, so that it can be run again.
  private var isOfPlugin: Bool {
    let ofPlugin = [BadKind.failed, .killed, .hung].map(\.rawValue)
    return files == 0 && !kinds.isEmpty && kinds.keys.allSatisfy(ofPlugin.contains)
  }

  var isEmpty: Bool { files == 0 && records == 0 && groups == 0 }

  func lines(of job: JobSummary) -> [String] {
    if isEmpty { return [] }
    var parts: [String] = []
    func add(_ count: Int, of total: Int, _ one: String, _ many: String) {
      if count > 0 {
        parts.append("\(Units.count(count)) of \(Units.count(total)) \(total == 1 ? one : many)")
      }
    }
    add(files, of: Int(clamping: job.files), "file", "files")
    add(records, of: job.counters.engine.mapInputRecords, "record", "records")
    add(groups, of: job.counters.engine.reduceInputGroups, "key", "keys")
    let reasons = kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\(Units.count($0.value)) \(terminalSafe($0.key))" }
    let first = self.reasons.sorted { $0.key < $1.key }.map {
      "  \(terminalSafe($0.key)): \(terminalSafe($0.value))"
    }
    let folder = "\(terminalSafe(job.output))/\(ResultMark.bad)"
    return [
      "set aside: " + parts.joined(separator: " and ")
        + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: ", "))
    ] + first + [
      "see \(folder)/\(ResultMark.badList)" + (isAllowed ? "; so much is allowed" : "")
    ]
      + (isOfPlugin
        ? ["to run the first one again: mr replay [--gdb] \(folder)/capsule-0001.json"] : [])
  }
}

extension ExitCode {
  /// The result is there, without what was set aside.
  static let incomplete = ExitCode(3)
}
