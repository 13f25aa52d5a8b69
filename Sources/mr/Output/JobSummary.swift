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
    let input = Units.count(files, "file")
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
    lines += counted
    lines += bad.lines(of: self).map { "  \($0)" }
    lines += warnings.map { "  warning: \(terminalSafe($0))" }
    return lines.joined(separator: "\n")
  }

  /// What the plugin counted, the numbers below each other.
  private var counted: [String] {
    let counters = counters.user.values.sorted { $0.key < $1.key }
      .map { (name: terminalSafe($0.key), count: Units.count($0.value)) }
    let widths = counters.reduce((name: 6, count: 0)) {
      (max($0.name, $1.name.count), max($0.count, $1.count.count))
    }
    return counters.map {
      "  " + padded($0.name, to: widths.name) + "  " + leftPadded($0.count, to: widths.count)
    }
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
    return ["  cache   \(Units.count(kept)) of \(Units.count(kept + read, "document"))"]
  }

  /// How much of the map output earlier jobs had left.
  private var reused: [String] {
    let count = counters.engine.reusedMapTasks
    guard let tasks, count > 0 else { return [] }
    return ["  reuse   \(Units.count(count)) of \(Units.count(tasks.map, "map task"))"]
  }

  private func step(_ tasks: Int?, _ count: Int, _ bytes: Int) -> String {
    (tasks.map { "\(Units.count($0, "task")), " } ?? "") + "\(records(count)), "
      + Units.bytes(bytes)
  }

  private func records(_ count: Int) -> String { Units.count(count, "record") }
}
