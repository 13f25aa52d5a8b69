import Model

/// A few lines for people at the end of a job that has a result.
struct JobSummary {
  var title: String
  var files: UInt64
  /// The size of the files as they lie on disk, in bytes.
  var bytes: UInt64
  /// How many tasks there were; nil if one process did all.
  var tasks: (map: Int, reduce: Int)?
  var counters: Counters
  /// What the engine has to tell about the input.
  var notices: [String]
  var output: String
  var bad: BadNotice

  var text: String {
    let input = files == 1 ? "1 file" : "\(Units.count(files)) files"
    let engine = counters.engine
    var lines = [
      title, "  input   \(input), \(Units.bytes(bytes)), \(records(engine.mapInputRecords))",
    ]
    lines += cached + reused
    lines += [
      "  map     " + step(tasks?.map, engine.mapOutputRecords, engine.mapOutputBytes),
      "  reduce  " + step(tasks?.reduce, engine.reduceOutputRecords, engine.reduceOutputBytes),
      "  output  \(terminalSafe(output))",
    ]
    lines += counters.user.values.sorted { $0.key < $1.key }.map { name, count in
      "  \(terminalSafe(name)) = \(Units.count(count))"
    }
    lines += bad.lines(of: self).map { "  \($0)" }
    lines += warnings.map { "  warning: \(terminalSafe($0))" }
    return lines.joined(separator: "\n")
  }

  /// Says on standard error what is missing in an incomplete result, where nothing else is said.
  func tellQuietly() {
    guard !bad.isEmpty, !bad.isAllowed else { return }
    for line in bad.lines(of: self) { Console.note(line) }
  }

  /// What is no failure, but seldom what was meant.
  var warnings: [String] {
    let (read, mapped) = (counters.engine.mapInputRecords, counters.engine.mapOutputRecords)
    var warnings = notices
    if read == 0 {
      warnings.append("the input has no records")
    } else if mapped == 0 {
      warnings.append("map made no record of the \(records(read)) of the input")
    } else if counters.engine.reduceOutputRecords == 0 {
      warnings.append("reduce made no record of the \(records(mapped)) from map")
    }
    return warnings
  }

  /// How much of the input had been read by earlier jobs.
  private var cached: [String] {
    let (kept, read) = (counters.engine.keptDocuments, counters.engine.readDocuments)
    if kept == 0 { return [] }
    return ["  cache   \(Units.count(kept)) of \(Units.count(kept + read)) documents"]
  }

  /// How much of the map output earlier jobs had left.
  private var reused: [String] {
    let count = counters.engine.reusedMapTasks
    guard let tasks, count > 0 else { return [] }
    return ["  reuse   \(Units.count(count)) of \(Units.count(tasks.map)) map tasks"]
  }

  private func step(_ tasks: Int?, _ count: Int, _ bytes: Int) -> String {
    (tasks.map { "\(Units.count($0)) tasks, " } ?? "") + "\(records(count)), "
      + Units.bytes(bytes)
  }

  private func records(_ count: Int) -> String {
    count == 1 ? "1 record" : "\(Units.count(count)) records"
  }
}
