import Model
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
      let combine = job.combiner?.rawValue ?? (job.hasCombine ? "its own" : "none")
      lines.append("  combine  \(combine)")
      let reduce =
        job.hasReduce
        ? "its own" : job.combiner.map { "\($0.rawValue), by the host" } ?? "none: as mapped"
      lines.append("  reduce   \(reduce); \(job.resultType.rawValue) values")
      if job.hasPartition { lines.append("  partition by its own function") }
      if job.partitioner == .range { lines.append("  partition by ranges of keys") }
      if job.hasCompare { lines.append("  order by its own function") }
      if let format = job.format { lines.append("  format   \(format)") }
      if !job.attributes.isEmpty {
        lines.append("  layout   " + job.attributes.map { "{\($0)}" }.joined(separator: " "))
      }
      lines += Self.lines(job.parameters)
    }
    for format in formats {
      lines.append("")
      lines.append("input format \(format.name)" + (format.description.map { ": \($0)" } ?? ""))
      lines.append(
        "  record   \(format.recordName): \(format.keyType.rawValue), "
          + format.valueType.rawValue)
      lines.append("  shares   \(format.isSplittable ? "yes" : "no")")
      if !format.attributes.isEmpty {
        lines.append("  gives    " + format.attributes.map { "{\($0)}" }.joined(separator: " "))
      }
      lines += Self.lines(format.parameters)
    }
    return lines.map(terminalSafe).joined(separator: "\n")
  }

  private static func lines(_ parameters: [Parameter]?) -> [String] {
    guard let parameters else { return ["  parameters  not declared"] }
    if parameters.isEmpty { return ["  parameters  none"] }
    let columns = parameters.map { ("\($0.name)=\($0.valueText)", $0.remark) }
    let width = columns.map(\.0.count).max() ?? 0
    return ["  parameters"]
      + columns.map { name, remark in
        let padding = String(repeating: " ", count: remark.isEmpty ? 0 : width - name.count + 2)
        return "    \(name)\(padding)\(remark)"
      }
  }
}

extension PluginDescription.Parameter {
  /// What stands after the equals sign: `true|false`, `INTEGER`.
  fileprivate var valueText: String {
    switch kind {
    case .flag: "true|false"
    case .choice: choices.joined(separator: "|")
    case .text, .integer, .number, .attribute: kind.rawValue.uppercased()
    }
  }

  fileprivate var remark: String {
    let presence = isRequired ? "required" : fallback.map { "default: \($0)" }
    return (description ?? "") + (presence.map { description == nil ? $0 : " (\($0))" } ?? "")
  }
}
