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
    for (_, field, wire) in Self.fields {
      self[keyPath: wire] = UInt64(clamping: counters[keyPath: field])
    }
  }

  fileprivate typealias Field = (
    name: String, field: any WritableKeyPath<EngineCounters, Int> & Sendable,
    wire: any WritableKeyPath<WireEngineCounters, UInt64> & Sendable
  )

  fileprivate static let fields: [Field] = [
    ("map_input_records", \.mapInputRecords, \.mapInputRecords),
    ("map_input_bytes", \.mapInputBytes, \.mapInputBytes),
    ("map_output_records", \.mapOutputRecords, \.mapOutputRecords),
    ("map_output_bytes", \.mapOutputBytes, \.mapOutputBytes),
    ("combine_input_records", \.combineInputRecords, \.combineInputRecords),
    ("combine_output_records", \.combineOutputRecords, \.combineOutputRecords),
    ("spilled_records", \.spilledRecords, \.spilledRecords),
    ("reduce_shuffle_bytes", \.reduceShuffleBytes, \.reduceShuffleBytes),
    ("reduce_input_groups", \.reduceInputGroups, \.reduceInputGroups),
    ("reduce_input_records", \.reduceInputRecords, \.reduceInputRecords),
    ("reduce_output_records", \.reduceOutputRecords, \.reduceOutputRecords),
    ("reduce_output_bytes", \.reduceOutputBytes, \.reduceOutputBytes),
  ]
}

extension EngineCounters {
  /// - Throws: `invalidArgument`, naming the counter that is out of bounds.
  package init(_ wire: WireEngineCounters) throws(MRError) {
    self.init()
    for (name, field, value) in WireEngineCounters.fields {
      self[keyPath: field] = try bounded(
        wire[keyPath: value], "engine_counters.\(name)", in: 0...WireLimits.bytes)
    }
  }
}

extension Counters {
  /// - Throws: `invalidArgument` if anything is out of bounds.
  package init(engine: WireEngineCounters, user: WireCounters) throws(MRError) {
    self.init(engine: try EngineCounters(engine), user: try UserCounters(user))
  }
}
