package import CMapReduce
internal import Model

/// A job of a loaded plugin.
///
/// Sendable because the table is a copy that nobody changes, and what it points to lives as long
/// as the process.
package struct PluginJob: @unchecked Sendable {
  /// The plugin's name.
  package let plugin: String
  package let description: PluginDescription.Job
  package let table: mr_job
  /// Makes the instance for an attempt in the place of the table's `create`; the table's `destroy`
  /// ends it. Set for a job of plain functions.
  let makeInstance: (@Sendable (TaskContext) throws(MRError) -> UnsafeMutableRawPointer)?

  init(_ pointer: UnsafePointer<mr_job>, number: Int, of plugin: String, _ reader: TableReader)
    throws(MRError)
  {
    let table = try reader.read(pointer, "job \(number)")
    let name = try reader.name(table.name, of: "job \(number)")
    let owner = "job \"\(name)\""
    let keyType = try reader.type(table.key_type, "key_type", of: owner)
    let valueType = try reader.type(table.value_type, "value_type", of: owner, allowsNone: true)
    let combiner = try Self.combiner(table, valueType, owner, reader)
    guard table.map != nil else {
      throw reader.refusal("\(owner) has no map function", remedy: "Set its .map.")
    }
    if table.compare != nil, keyType.isNumeric {
      throw reader.refusal(
        "\(owner) has a compare function for keys of type \(keyType.rawValue)",
        remedy: "Leave .compare NULL: numbers are ordered as numbers.")
    }
    let resultType =
      table.reduce == nil
      ? combiner?.resultType(valueType) ?? valueType
      : try reader.type(table.result_type, "result_type", of: owner, allowsNone: true)

    let partitioner = try Self.partitioner(table, owner, reader)

    self.plugin = plugin
    self.table = table
    makeInstance = nil
    description = PluginDescription.Job(
      name: name, description: try reader.text(table.description, "description", of: owner),
      keyType: keyType, valueType: valueType, resultType: resultType,
      combiner: combiner, hasCombine: table.combine != nil,
      hasReduce: table.reduce != nil, hasPartition: table.partition != nil,
      hasCompare: table.compare != nil, partitioner: partitioner,
      joinsLines: table.joins_lines != 0, format: try reader.formatName(table.format, of: owner),
      parameters: try reader.parameters(table.parameters, table.parameter_count, of: owner),
      attributes: try reader.attributes(table.attributes, table.attribute_count, of: owner))
  }

  private static func partitioner(_ table: mr_job, _ owner: String, _ reader: TableReader)
    throws(MRError) -> PartitionerName
  {
    let named: PartitionerName? = try reader.choice(
      table.partitioner, "partitioner", of: owner, instead: "partition")
    guard let partitioner = named else { return .hash }
    let name = partitioner.rawValue
    guard table.partition == nil else {
      throw reader.refusal(
        "\(owner) has a partition function and the partitioner \"\(name)\"",
        remedy: "Leave one of .partition and .partitioner NULL.")
    }
    guard table.compare == nil || partitioner == .hash else {
      throw reader.refusal(
        "\(owner) has a compare function and the partitioner \"\(name)\"",
        remedy: "Leave .compare NULL, and emit keys whose own order is the one that is wanted.")
    }
    return partitioner
  }

  private static func combiner(
    _ table: mr_job, _ valueType: ValueType, _ owner: String,
    _ reader: TableReader
  ) throws(MRError) -> StockCombiner? {
    let named: StockCombiner? = try reader.choice(
      table.combiner, "combiner", of: owner, instead: "combine")
    guard let combiner = named else { return nil }
    let name = combiner.rawValue
    guard table.combine == nil else {
      throw reader.refusal(
        "\(owner) has a combine function and the combiner \"\(name)\"",
        remedy: "Leave one of .combine and .combiner NULL.")
    }
    guard combiner.accepts(valueType) else {
      throw reader.refusal(
        "\(owner) asks for the combiner \"\(name)\" on values of type \(valueType.rawValue)",
        remedy: "Give the values the .value_type MR_INT64 or MR_FLOAT64.")
    }
    return combiner
  }
}
