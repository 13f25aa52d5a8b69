import Model
import Protocol

extension WireJobSpec {
  /// What runs, in few words: the plugin, or the map function without its parameters.
  var code: String {
    guard hasFunctions else { return plugin }
    return String(functions.map.prefix { $0 != "(" })
  }

  /// What runs, a line for each part.
  var codeLines: [String] {
    guard hasFunctions else { return ["plugin     \(plugin)\(job.isEmpty ? "" : " (\(job))")"] }
    let parts = [
      ("map", functions.map), ("combine", functions.combine), ("combiner", functions.combiner),
      ("reduce", functions.reduce),
    ]
    return parts.filter { !$0.1.isEmpty }.map { name, text in
      name + String(repeating: " ", count: 11 - name.count) + text
    }
  }
}
