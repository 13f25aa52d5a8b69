/// Named counts of a job, task or attempt. Users' counters stand beside the engine's.
package struct Counters: Sendable, Hashable {
  package private(set) var values: [String: Int64]
  package init(_ values: [String: Int64] = [:]) { self.values = values }

  package subscript(name: String) -> Int64 {
    get { values[name] ?? 0 }
    set { values[name] = newValue }
  }

  package mutating func add(_ amount: Int64, to name: String) {
    values[name, default: 0] &+= amount
  }

  package mutating func merge(_ other: Counters) {
    for (name, amount) in other.values { add(amount, to: name) }
  }
}

/// The engine's counters, named as Hadoop names them.
extension Counters {
  package static let mapInputRecords = "MAP_INPUT_RECORDS"
  package static let mapInputBytes = "MAP_INPUT_BYTES"
  package static let mapOutputRecords = "MAP_OUTPUT_RECORDS"
  package static let mapOutputBytes = "MAP_OUTPUT_BYTES"
  package static let combineInputRecords = "COMBINE_INPUT_RECORDS"
  package static let combineOutputRecords = "COMBINE_OUTPUT_RECORDS"
  package static let spilledRecords = "SPILLED_RECORDS"
  package static let reduceShuffleBytes = "REDUCE_SHUFFLE_BYTES"
  package static let reduceInputGroups = "REDUCE_INPUT_GROUPS"
  package static let reduceInputRecords = "REDUCE_INPUT_RECORDS"
  package static let reduceOutputRecords = "REDUCE_OUTPUT_RECORDS"
  package static let reduceOutputBytes = "REDUCE_OUTPUT_BYTES"
}
