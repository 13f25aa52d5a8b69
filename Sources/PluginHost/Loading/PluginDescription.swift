package import Model

/// What a plugin offers, as plain values: what `mr plugin inspect --json` prints and planning,
/// which never loads a plugin into its own process, goes by.
package struct PluginDescription: Codable, Sendable, Hashable {
  package var name: String
  package var version: String?
  /// The version of the interface it was compiled for: `1.2`.
  package var abi: String
  /// The first is the default.
  package var jobs: [Job]
  package var formats: [Format]

  package struct Job: Codable, Sendable, Hashable {
    package var name: String
    package var description: String?
    package var keyType: ValueType
    /// The type of the values that map emits.
    package var valueType: ValueType
    /// The type of the values of the job's output, whether it has a reduce function or not.
    package var resultType: ValueType
    /// The stock combiner that the job names.
    package var combiner: StockCombiner?
    package var hasCombine: Bool
    package var hasReduce: Bool
    package var hasPartition: Bool
    package var hasCompare: Bool
    /// How the host partitions, unless the job has a partition function.
    package var partitioner = PartitionerName.hash
    /// Whether map takes the lines of a text together.
    package var joinsLines = false
    /// The input format that it reads where the job's spec names none; nil: the files say.
    package var format: String?
    /// All parameters that it asks for; nil if it does not declare them.
    package var parameters: [Parameter]?
    /// The parts of the layout that map reads.
    package var attributes: [String] = []
  }

  package struct Format: Codable, Sendable, Hashable {
    package var name: String
    package var description: String?
    package var keyType: ValueType
    package var valueType: ValueType
    /// Whether the records of one file can be dealt into shares.
    package var isSplittable: Bool
    /// What a record is called in messages: `page`.
    package var recordName: String
    /// All parameters that it asks for; nil if it does not declare them.
    package var parameters: [Parameter]?
    /// The attributes that its records have besides the layout's parts.
    package var attributes: [String] = []
  }
}
