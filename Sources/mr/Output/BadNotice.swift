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
    return [
      "set aside: " + parts.joined(separator: " and ")
        + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: ", "))
    ] + first + [
      "see \(terminalSafe(job.output))/\(ResultMark.bad)/\(ResultMark.badList)"
        + (isAllowed ? "; so much is allowed" : "")
    ]
  }
}

extension ExitCode {
  /// The result is there, without what was set aside.
  static let incomplete = ExitCode(3)
}
