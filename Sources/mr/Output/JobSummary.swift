import Model

/// A few lines for people at the end of a job that succeeded.
struct JobSummary {
  var title: String
  var files: UInt64
  /// Of the files as they lie on disk.
  var bytes: UInt64
  /// nil if one process did all.
  var tasks: (map: Int, reduce: Int)?
  var counters: Counters
  /// What the engine has to tell about the input.
  var notices: [String]
  var output: String

  var text: String {
    let input = files == 1 ? "1 file" : "\(Units.count(files)) files"
    var lines = [
      title, "  input   \(input), \(Units.bytes(bytes)), \(records(Counters.mapInputRecords))",
      "  map     " + step(tasks?.map, Counters.mapOutputRecords, Counters.mapOutputBytes),
      "  reduce  " + step(tasks?.reduce, Counters.reduceOutputRecords, Counters.reduceOutputBytes),
      "  output  \(terminalSafe(output))",
    ]
    lines += counters.plugins.map { "  \(terminalSafe($0.name)) = \(Units.count($0.count))" }
    lines += warnings.map { "  warning: \(terminalSafe($0))" }
    return lines.joined(separator: "\n")
  }

  /// What is no failure, but seldom what was meant.
  var warnings: [String] {
    let (read, mapped) = (counters[Counters.mapInputRecords], counters[Counters.mapOutputRecords])
    var warnings = notices
    if read == 0 {
      warnings.append("the input has no records")
    } else if mapped == 0 {
      warnings.append("map made no record of the \(records(Counters.mapInputRecords)) of the input")
    } else if counters[Counters.reduceOutputRecords] == 0 {
      warnings.append("reduce made no record of the \(records(Counters.mapOutputRecords)) from map")
    }
    return warnings
  }

  private func step(_ tasks: Int?, _ records: String, _ bytes: String) -> String {
    (tasks.map { "\(Units.count($0)) tasks, " } ?? "") + "\(self.records(records)), "
      + Units.bytes(max(0, counters[bytes]))
  }

  private func records(_ name: String) -> String {
    let count = counters[name]
    return count == 1 ? "1 record" : "\(Units.count(count)) records"
  }
}

extension Counters {
  /// Those that a plugin counted, by name.
  var plugins: [(name: String, count: Int64)] {
    values.filter { !Self.engineNames.contains($0.key) }.sorted { $0.key < $1.key }
      .map { (name: $0.key, count: $0.value) }
  }

  private static let engineNames: Set = [
    mapInputRecords, mapInputBytes, mapOutputRecords, mapOutputBytes, combineInputRecords,
    combineOutputRecords, spilledRecords, reduceShuffleBytes, reduceInputGroups,
    reduceInputRecords, reduceOutputRecords, reduceOutputBytes,
  ]
}
