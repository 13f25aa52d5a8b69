internal import CMapReduce

/// A table that a plugin declares: a struct whose first fields are its own size and the version of
/// the interface it was compiled for.
protocol PluginTable {
  init()
  var abi: UInt32 { get }
  /// As the header calls it.
  static var structName: String { get }
  /// Up to the end of the last field without which the table is of no use, in bytes.
  static var mandatorySize: Int { get }
}

extension mr_plugin: PluginTable {
  static var structName: String { "mr_plugin" }
  static var mandatorySize: Int { end(of: \mr_plugin.jobs) }
}

extension mr_job: PluginTable {
  static var structName: String { "mr_job" }
  static var mandatorySize: Int { end(of: \mr_job.map) }
}

extension mr_input_format: PluginTable {
  static var structName: String { "mr_input_format" }
  static var mandatorySize: Int { end(of: \mr_input_format.close) }
}

/// The offset of the first byte after a pointer field.
private func end<Table, Field>(of field: KeyPath<Table, Field?>) -> Int {
  (MemoryLayout<Table>.offset(of: field) ?? 0) + MemoryLayout<Field?>.size
}
