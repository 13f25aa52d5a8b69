/// A function of a plugin, for messages.
struct Callee: CustomStringConvertible {
  let plugin: String
  /// The table that the function is of: `job "count"`.
  let table: String
  let function: StaticString

  var description: String { "\(function) of plugin \"\(plugin)\", \(table)," }
}
