/// What went through a map output buffer.
package struct MapOutputStatistics: Sendable, Hashable {
  /// Records that were added, and the bytes of their keys and values.
  package var records = 0
  package var bytes = 0
  /// Records that went into a combiner and came out of it; 0 without one.
  package var combineInputRecords = 0
  package var combineOutputRecords = 0
  /// Records written to runs.
  package var spilledRecords = 0
}
