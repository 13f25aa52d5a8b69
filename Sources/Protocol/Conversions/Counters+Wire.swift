package import Model

extension WireCounters {
  package init(_ counters: UserCounters) {
    self.init()
    values = counters.values
  }

  /// All that have a name, as they are shown.
  package init(shown counters: Counters) {
    self.init()
    values = counters.shown
  }
}

extension UserCounters {
  /// - Throws: `invalidArgument` for too many counters, or names that are too long.
  package init(_ wire: WireCounters) throws(MRError) {
    try checkCount(wire.values, "counters", atMost: WireLimits.counters)
    for name in wire.values.keys { _ = try checked(name, "a counter's name") }
    self.init(wire.values)
  }
}

extension WireEngineCounters {
  package init(_ counters: EngineCounters) {
    self.init()
    mapInputRecords = UInt64(clamping: counters.mapInputRecords)
    mapInputBytes = UInt64(clamping: counters.mapInputBytes)
    keptDocuments = UInt64(clamping: counters.keptDocuments)
    readDocuments = UInt64(clamping: counters.readDocuments)
    mapOutputRecords = UInt64(clamping: counters.mapOutputRecords)
    mapOutputBytes = UInt64(clamping: counters.mapOutputBytes)
    combineInputRecords = UInt64(clamping: counters.combineInputRecords)
    combineOutputRecords = UInt64(clamping: counters.combineOutputRecords)
    spilledRecords = UInt64(clamping: counters.spilledRecords)
    reduceShuffleBytes = UInt64(clamping: counters.reduceShuffleBytes)
    reduceInputGroups = UInt64(clamping: counters.reduceInputGroups)
    reduceInputRecords = UInt64(clamping: counters.reduceInputRecords)
    reduceOutputRecords = UInt64(clamping: counters.reduceOutputRecords)
    reduceOutputBytes = UInt64(clamping: counters.reduceOutputBytes)
  }
}

extension EngineCounters {
  /// - Throws: `invalidArgument`, naming the counter that is out of bounds.
  package init(_ wire: WireEngineCounters) throws(MRError) {
    self.init()
    mapInputRecords = try counter(wire.mapInputRecords, "engine_counters.map_input_records")
    mapInputBytes = try counter(wire.mapInputBytes, "engine_counters.map_input_bytes")
    keptDocuments = try counter(wire.keptDocuments, "engine_counters.kept_documents")
    readDocuments = try counter(wire.readDocuments, "engine_counters.read_documents")
    mapOutputRecords = try counter(wire.mapOutputRecords, "engine_counters.map_output_records")
    mapOutputBytes = try counter(wire.mapOutputBytes, "engine_counters.map_output_bytes")
    combineInputRecords = try counter(
      wire.combineInputRecords, "engine_counters.combine_input_records")
    combineOutputRecords = try counter(
      wire.combineOutputRecords, "engine_counters.combine_output_records")
    spilledRecords = try counter(wire.spilledRecords, "engine_counters.spilled_records")
    reduceShuffleBytes = try counter(
      wire.reduceShuffleBytes, "engine_counters.reduce_shuffle_bytes")
    reduceInputGroups = try counter(wire.reduceInputGroups, "engine_counters.reduce_input_groups")
    reduceInputRecords = try counter(
      wire.reduceInputRecords, "engine_counters.reduce_input_records")
    reduceOutputRecords = try counter(
      wire.reduceOutputRecords, "engine_counters.reduce_output_records")
    reduceOutputBytes = try counter(wire.reduceOutputBytes, "engine_counters.reduce_output_bytes")
  }
}

private func counter(_ value: UInt64, _ field: String) throws(MRError) -> Int {
  try bounded(value, field, in: 0...WireLimits.bytes)
}

extension Counters {
  /// - Throws: `invalidArgument` if anything is out of bounds.
  package init(engine: WireEngineCounters, user: WireCounters) throws(MRError) {
    self.init(engine: try EngineCounters(engine), user: try UserCounters(user))
  }
}
