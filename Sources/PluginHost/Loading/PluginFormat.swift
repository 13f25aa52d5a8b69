package import CMapReduce
internal import Model

/// An input format of a loaded plugin.
///
/// Sendable because the table is a copy that nobody changes, and what it points to lives as long
/// as the process.
package struct PluginFormat: @unchecked Sendable {
  /// The plugin's name.
  package let plugin: String
  package let description: PluginDescription.Format
  package let table: mr_input_format

  init(
    _ pointer: UnsafePointer<mr_input_format>, number: Int, of plugin: String,
    _ reader: TableReader
  ) throws(MRError) {
    let table = try reader.read(pointer, "input format \(number)")
    let name = try reader.name(table.name, of: "input format \(number)")
    let owner = "input format \"\(name)\""
    for (function, isThere) in [
      ("open", table.open != nil), ("next", table.next != nil), ("close", table.close != nil),
    ] where !isThere {
      throw reader.refusal("\(owner) has no \(function) function", remedy: "Set its .\(function).")
    }

    self.plugin = plugin
    self.table = table
    description = PluginDescription.Format(
      name: name, description: try reader.text(table.description, "description", of: owner),
      keyType: try reader.type(table.key_type, "key_type", of: owner),
      valueType: try reader.type(table.value_type, "value_type", of: owner),
      isSplittable: table.splittable != 0,
      recordName: try reader.text(
        table.record_name, "record_name", of: owner, limit: TableReader.longestName) ?? "record",
      parameters: try reader.parameters(table.parameters, table.parameter_count, of: owner),
      attributes: try reader.attributes(table.attributes, table.attribute_count, of: owner))
  }
}
