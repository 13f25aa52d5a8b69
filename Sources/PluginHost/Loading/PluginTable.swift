internal import CMapReduce

/// A struct that a plugin declares, whose first field is its own size.
protocol SizedStruct {
  init()
  /// The struct's name in the header.
  static var structName: String { get }
  /// Up to the end of the last field without which it is of no use, in bytes.
  static var mandatorySize: Int { get }
}

/// A table that a plugin declares: its second field is the version of the interface it was compiled
/// for.
protocol PluginTable: SizedStruct {
  var abi: UInt32 { get }
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

extension mr_parameter_spec: SizedStruct {
  static var structName: String { "mr_parameter_spec" }
  static var mandatorySize: Int { end(of: \mr_parameter_spec.name) }
}

/// The offset of the first byte after a pointer field.
private func end<Table, Field>(of field: KeyPath<Table, Field?>) -> Int {
  (MemoryLayout<Table>.offset(of: field) ?? 0) + MemoryLayout<Field?>.size
}
