/// What the engine counts in an attempt, or in all tasks of a job that are done.
package struct EngineCounters: Sendable, Hashable {
  package var mapInputRecords = 0
  package var mapInputBytes = 0
  /// Documents whose records came from the cache.
  package var keptDocuments = 0
  /// Documents that were read although there is a cache: it did not have them.
  package var readDocuments = 0
  package var mapOutputRecords = 0
  package var mapOutputBytes = 0
  package var combineInputRecords = 0
  package var combineOutputRecords = 0
  package var spilledRecords = 0
  package var reduceShuffleBytes = 0
  package var reduceInputGroups = 0
  package var reduceInputRecords = 0
  package var reduceOutputRecords = 0
  package var reduceOutputBytes = 0
  /// Map tasks that an earlier job had run. The master alone counts them.
  package var reusedMapTasks = 0
  // What of the input was set aside. The master alone counts it, for the whole job.
  package var skippedFiles = 0
  package var skippedRecords = 0
  package var skippedGroups = 0

  package init() {}

  /// The counters by the names that Hadoop gives them.
  package static let names: [(name: String, field: any WritableKeyPath<Self, Int> & Sendable)] = [
    ("MAP_INPUT_RECORDS", \.mapInputRecords),
    ("MAP_INPUT_BYTES", \.mapInputBytes),
    ("CACHE_HITS", \.keptDocuments),
    ("CACHE_MISSES", \.readDocuments),
    ("MAP_OUTPUT_RECORDS", \.mapOutputRecords),
    ("MAP_OUTPUT_BYTES", \.mapOutputBytes),
    ("COMBINE_INPUT_RECORDS", \.combineInputRecords),
    ("COMBINE_OUTPUT_RECORDS", \.combineOutputRecords),
    ("SPILLED_RECORDS", \.spilledRecords),
    ("REDUCE_SHUFFLE_BYTES", \.reduceShuffleBytes),
    ("REDUCE_INPUT_GROUPS", \.reduceInputGroups),
    ("REDUCE_INPUT_RECORDS", \.reduceInputRecords),
    ("REDUCE_OUTPUT_RECORDS", \.reduceOutputRecords),
    ("REDUCE_OUTPUT_BYTES", \.reduceOutputBytes),
    ("REUSED_MAP_TASKS", \.reusedMapTasks),
    ("SKIPPED_FILES", \.skippedFiles),
    ("SKIPPED_RECORDS", \.skippedRecords),
    ("SKIPPED_GROUPS", \.skippedGroups),
  ]

  /// All counters by name.
  package var values: [String: Int64] {
    var values: [String: Int64] = [:]
    for (name, field) in Self.names { values[name] = Int64(self[keyPath: field]) }
    return values
  }

  /// Takes the engine's counters out of all that have a name. Those below 0 count as 0.
  package init(taking values: inout [String: Int64]) {
    for (name, field) in Self.names {
      if let value = values.removeValue(forKey: name) { self[keyPath: field] = max(0, Int(value)) }
    }
  }

  /// Every number is bounded where it enters: a task's counters are added and taken back again
  /// without a loss.
  package mutating func add(_ other: Self) { combine(other) { $0.addingSaturated($1) } }

  package mutating func subtract(_ other: Self) { combine(other) { $0.subtractingSaturated($1) } }

  /// Spelled out: the master does so for every task, and key paths take a microsecond.
  private mutating func combine(_ other: Self, _ operation: (Int, Int) -> Int) {
    mapInputRecords = operation(mapInputRecords, other.mapInputRecords)
    mapInputBytes = operation(mapInputBytes, other.mapInputBytes)
    keptDocuments = operation(keptDocuments, other.keptDocuments)
    readDocuments = operation(readDocuments, other.readDocuments)
    mapOutputRecords = operation(mapOutputRecords, other.mapOutputRecords)
    mapOutputBytes = operation(mapOutputBytes, other.mapOutputBytes)
    combineInputRecords = operation(combineInputRecords, other.combineInputRecords)
    combineOutputRecords = operation(combineOutputRecords, other.combineOutputRecords)
    spilledRecords = operation(spilledRecords, other.spilledRecords)
    reduceShuffleBytes = operation(reduceShuffleBytes, other.reduceShuffleBytes)
    reduceInputGroups = operation(reduceInputGroups, other.reduceInputGroups)
    reduceInputRecords = operation(reduceInputRecords, other.reduceInputRecords)
    reduceOutputRecords = operation(reduceOutputRecords, other.reduceOutputRecords)
    reduceOutputBytes = operation(reduceOutputBytes, other.reduceOutputBytes)
    reusedMapTasks = operation(reusedMapTasks, other.reusedMapTasks)
    skippedFiles = operation(skippedFiles, other.skippedFiles)
    skippedRecords = operation(skippedRecords, other.skippedRecords)
    skippedGroups = operation(skippedGroups, other.skippedGroups)
  }
}
