import PluginHost

extension PluginDescription {
  /// All that a plugin's table says, for people.
  var text: String {
    var lines = ["\(name)\(version.map { " \($0)" } ?? "")  (ABI \(abi))"]
    for job in jobs {
      lines.append("")
      lines.append("job \(job.name)" + (job.description.map { ": \($0)" } ?? ""))
      lines.append("  map      \(job.keyType.rawValue), \(job.valueType.rawValue)")
      if job.joinsLines { lines.append("  lines    joined: a record of a text has many") }
      let combine = job.combiner ?? (job.hasCombine ? "its own" : "none")
      lines.append("  combine  \(combine)")
      let reduce =
        job.hasReduce ? "its own" : job.combiner.map { "\($0), by the host" } ?? "none: as mapped"
      lines.append("  reduce   \(reduce); \(job.resultType.rawValue) values")
      if job.hasPartition { lines.append("  partition by its own function") }
      if job.partitioner == .range { lines.append("  partition by ranges of keys") }
      if job.hasCompare { lines.append("  order by its own function") }
    }
    for format in formats {
      lines.append("")
      lines.append("input format \(format.name)" + (format.description.map { ": \($0)" } ?? ""))
      lines.append(
        "  record   \(format.recordName): \(format.keyType.rawValue), "
          + format.valueType.rawValue)
      lines.append("  shares   \(format.isSplittable ? "yes" : "no")")
    }
    return lines.map(terminalSafe).joined(separator: "\n")
  }
}
