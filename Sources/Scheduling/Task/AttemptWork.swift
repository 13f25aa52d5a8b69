package import Model

/// How much of its task an attempt has worked on.
package struct AttemptWork: Sendable, Hashable {
  /// Bytes of chunks, in a map attempt, or of segments, in a reduce attempt.
  package var bytes: Int
  package var records: Int

  package init(bytes: Int = 0, records: Int = 0) {
    self.bytes = bytes
    self.records = records
  }

  /// All of the task, as an attempt that is done has counted it.
  package init(_ kind: TaskID.Kind, _ counters: EngineCounters) {
    switch kind {
    case .map: self.init(bytes: counters.mapInputBytes, records: counters.mapInputRecords)
    case .reduce:
      self.init(bytes: counters.reduceShuffleBytes, records: counters.reduceInputRecords)
    }
  }
}
